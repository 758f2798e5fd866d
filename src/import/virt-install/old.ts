import type { Leftover } from '../imported.ts';
import type { Use } from './arguments.ts';
import { lost } from './marked.ts';
import { Text } from './text.ts';

/** Converts options of older releases to today's, as virtinst/virtinstall.py does (convert_old_*). */
export function convertOld(uses: Use[]): { uses: Use[]; leftovers: Leftover[] } {
  const leftovers: Leftover[] = [];
  const steps = [disks, networks, graphics, features, others];
  return { uses: steps.reduce((now, step) => step(now, leftovers), uses), leftovers };
}

const named = (uses: Use[], ...names: string[]) => uses.filter(({ name }) => names.includes(name));
const without = (uses: Use[], ...names: string[]) => uses.filter(({ name }) => !names.includes(name));
const textOf = ({ value }: Use) => value?.value ?? '';

/** The same use as another option; findings still point at the original text. */
function turned(use: Use, name: string, value: string): Use {
  const text = new Text(
    value,
    Array.from({ length: value.length }, () => use.value?.offset ?? use.mark.offset),
    use.mark.offset,
  );
  return { name, flag: use.flag, value: text, mark: use.mark };
}

/** `-f FILE -s SIZE --nonsparse`, the first size with the first file. */
function disks(uses: Use[], leftovers: Leftover[]): Use[] {
  const [files, sizes] = [named(uses, 'file'), named(uses, 'file-size')];
  const rest = without(uses, 'file', 'file-size', 'nonsparse', 'nodisks');
  const [none] = named(uses, 'nodisks');
  if (named(uses, 'disk').length > 0) {
    leftovers.push(
      ...[...files, ...sizes].map(({ mark }) => lost(mark, 'virt-install accepts either it or --disk', 'Use --disk.')),
    );
    return rest;
  }
  const dense = named(uses, 'nonsparse').length > 0 ? ['sparse=no'] : [];
  const made = Array.from({ length: Math.max(files.length, sizes.length) }, (_, index) => {
    const [file, size] = [files[index], sizes[index]];
    const parts = [...(file ? [`path=${textOf(file)}`] : []), ...(size ? [`size=${textOf(size)}`] : []), ...dense];
    return turned((file ?? size)!, 'disk', parts.join(','));
  });
  return [...rest, ...(none ? [turned(none, 'disk', 'none')] : made)];
}

/** `-b BRIDGE`, `-m MAC`, `network:NAME`; a MAC by itself is a card in the default network. */
function networks(uses: Use[]): Use[] {
  const [none] = named(uses, 'nonetworks');
  const rest = without(uses, 'bridge', 'mac', 'nonetworks', 'network');
  if (none) return [...rest, turned(none, 'network', 'none')];
  const macs = named(uses, 'mac');
  const cards = [
    ...named(uses, 'network'),
    ...named(uses, 'bridge').map((use) => turned(use, 'network', `bridge=${textOf(use)}`)),
  ];
  for (const mac of macs.slice(cards.length)) cards.push(turned(mac, 'network', 'default'));
  const given = cards.map((use, index) => {
    const mac = macs[index];
    const old = /^(network|bridge):/.test(textOf(use));
    if (!mac && !old) return use;
    const value = textOf(use).replace(/^(network|bridge):/, '$1=') + (mac ? `,mac=${textOf(mac)}` : '');
    return turned(use, 'network', value);
  });
  return [...rest, ...given];
}

function graphics(uses: Use[], leftovers: Leftover[]): Use[] {
  const old = named(uses, 'vnc', 'sdl', 'nographics', 'vncport', 'vnclisten', 'keymap');
  const rest = without(uses, 'vnc', 'sdl', 'nographics', 'vncport', 'vnclisten', 'keymap');
  const kind = old.find(({ name }) => ['vnc', 'sdl', 'nographics'].includes(name));
  if (named(uses, 'graphics').length > 0 || !kind) {
    leftovers.push(
      ...old.map(({ mark }) => lost(mark, 'it works only with --vnc, not with --graphics', 'Use --graphics.')),
    );
    return rest;
  }
  if (kind.name === 'nographics') return [...rest, turned(kind, 'graphics', 'none')];
  const more = { vnclisten: 'listen', vncport: 'port', keymap: 'keymap' };
  const suboptions = Object.entries(more).flatMap(([name, key]) =>
    named(uses, name).map((use) => `${key}=${textOf(use)}`),
  );
  return [...rest, turned(kind, 'graphics', [kind.name, ...suboptions].join(','))];
}

function features(uses: Use[]): Use[] {
  const old = named(uses, 'noacpi', 'noapic');
  const rest = without(uses, 'noacpi', 'noapic');
  if (named(uses, 'features').length > 0) return rest;
  return [...rest, ...old.map((use) => turned(use, 'features', `${use.name.slice(2)}=off`))];
}

function others(uses: Use[]): Use[] {
  const memory = named(uses, 'memory').length > 0;
  return uses.flatMap((use) => {
    if (use.name === 'ram') return memory ? [] : [turned(use, 'memory', textOf(use))];
    // Old scripts use -c for --connect, which virt-install refuses today (check_cdrom_option_error).
    if (use.flag === '-c' && textOf(use).includes('://')) return [{ ...use, name: 'connect' }];
    if (use.name === 'cpuset') return [turned(use, 'vcpus', `vcpu.cpuset=${textOf(use)}`)];
    if (use.name === 'init') return [turned(use, 'boot', `init=${textOf(use)}`)];
    if (use.name === 'sound' && !use.value) return [turned(use, 'sound', 'default')];
    return [use];
  });
}
