import type { Path } from '#src/findings/finding.ts';
import { clockKeys } from '#src/guest/kinds/clock/reader.ts';
import { featureKeys } from '#src/guest/kinds/features/reader.ts';
import { backingKeys } from '#src/guest/kinds/memory/reader.ts';
import { smbiosOf, sysinfoKeys } from '#src/guest/kinds/sysinfo/reader.ts';
import { cputuneKeys, numatuneKeys } from '#src/guest/kinds/tuning/reader.ts';
import type { Keys } from '#src/guest/vocabulary.ts';
import { lost } from '../marked.ts';
import type { Node } from '../tree.ts';
import { carry, keepRest, take } from './carry.ts';
import type { Draft } from './draft.ts';
import { ofPeople } from './wording.ts';

/** Copies an element of the domain; what has no keys goes under xml:, if that has a place for it. */
function section(node: Node | undefined, keys: Keys, draft: Draft, base: Path, xml?: Path): void {
  if (!node) return;
  carry(node, keys, draft, base);
  keepRest(node, draft, xml);
}

export function features(domain: Node, draft: Draft): void {
  const node = domain.find('features');
  take(node, 'hyperv/vendor_id/@state');
  section(node, featureKeys, draft, ['features'], ['xml', 'features']);
}

export function clock(domain: Node, draft: Draft): void {
  const node = domain.find('clock');
  carry(node, clockKeys, draft, ['clock']);
  for (const timer of node?.all('timer') ?? []) {
    if (timer.children.length > 0 || !timer.get('@name')) continue;
    keepRest(timer, draft, undefined);
    timer.taken = true;
  }
  if (node) keepRest(node, draft, ['xml', 'clock']);
}

export function memoryBacking(domain: Node, draft: Draft): void {
  const node = domain.find('memoryBacking');
  const hugepages = node?.find('hugepages');
  for (const page of hugepages?.all('page') ?? []) {
    const [size, unit] = [page.get('@size'), page.get('@unit')];
    const mark = (size ?? unit)?.mark;
    if (mark && !(size && ofPeople.size(size.value, unit?.value)))
      draft.leftovers.push(
        lost(mark, 'it is not a page size', 'Set memory_backing.hugepages, such as { size: 2MiB }.'),
      );
  }
  if (hugepages) hugepages.taken = true;
  section(node, backingKeys, draft, ['memory_backing'], ['xml', 'memoryBacking']);
}

export function tuning(domain: Node, draft: Draft): void {
  const [tune, numa] = [domain.find('cputune'), domain.find('numatune')];
  for (const [element, number] of [
    ['vcpupin', 'vcpu'],
    ['iothreadpin', 'iothread'],
  ] as const)
    for (const pin of tune?.all(element) ?? []) {
      const [of, set] = [pin.get(`@${number}`), pin.get('@cpuset')];
      if (of && set) continue;
      take(pin, `@${number}`, '@cpuset');
      const mark = (of ?? set)?.mark;
      if (mark) draft.leftovers.push(lost(mark, `a pin needs both ${number} and cpuset`));
    }
  section(tune, cputuneKeys, draft, ['cputune'], ['xml', 'cputune']);
  for (const cell of numa?.all('memnode') ?? []) {
    const id = cell.get('@cellid');
    if (id && cell.values().length < 2)
      draft.leftovers.push(lost(id.mark, 'it gives no mode or nodeset for that NUMA node'));
    if (id) take(cell, '@cellid');
  }
  section(numa, numatuneKeys, draft, ['numatune']);
}

export function sysinfo(domain: Node, draft: Draft): void {
  const mode = take(domain, 'os/smbios/@mode');
  if (mode && mode.value !== 'sysinfo') draft.set(['sysinfo'], mode.value, mode.mark);
  const [first, ...others] = smbiosOf(domain) as Node[];
  if (!first) return;
  first.taken = true;
  if (mode && mode.value !== 'sysinfo') {
    draft.leftovers.push(lost(first.mark, `it has no effect with --sysinfo ${mode.value}`));
    return;
  }
  if (mode) draft.set(['sysinfo'], {}, mode.mark);
  take(first, '@type');
  for (const block of first.children) for (const entry of block.all('entry')) take(entry, '@name');
  section(first, sysinfoKeys, draft, ['sysinfo']);
  for (const other of others)
    draft.leftovers.push(lost(other.mark, 'a guest can have only one sysinfo; the first one is used'));
}
