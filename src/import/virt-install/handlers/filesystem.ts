import type { Handler } from '../building.ts';

const places: Record<string, string> = {
  template: '@name',
  file: '@file',
  block: '@dev',
  ram: '@usage',
  volume: '@volume',
};

/** `--filesystem SOURCE,TARGET`: what a source is depends on the type (virtinst/devices/filesystem.py). */
export const filesystem: Handler = {
  calls: {
    type: (node, value, mark) => node.set('@type', value, mark),
    source: (node, value, mark) =>
      node.set(`source/${places[node.get('@type')?.value ?? 'mount'] ?? '@dir'}`, value, mark),
    target: (node, value, mark) => node.set('target/@dir', value, mark),
  },
};
