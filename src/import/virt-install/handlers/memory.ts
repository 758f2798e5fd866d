import type { Handler } from '../building.ts';
import { lost } from '../marked.ts';
import { renamed } from '../pairs.ts';

/** `--memory 1024,maxmemory=2048`, in MiB; the names changed twice (_convert_old_memory_options). */
export const memory: Handler = {
  before(pairs) {
    if (pairs.has('currentMemory')) return renamed(pairs, 'maxmemory', 'memory');
    renamed(pairs, 'memory', 'currentMemory');
    return renamed(pairs, 'maxmemory', 'memory');
  },
  calls: {
    'set_memory_cb()': (node, value, mark, { leftovers }, name) => {
      const place = { hotplugmemorymax: 'maxMemory' }[name] ?? name;
      if (/^\d{1,12}$/.test(value)) node.set(place, String(Number(value) * 1024), mark);
      else
        leftovers.push(lost(mark, 'it is not a number of MiB', 'Write a whole number without a unit, such as 2048.'));
    },
  },
};
