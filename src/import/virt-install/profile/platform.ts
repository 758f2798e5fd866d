import { hypervSwitches } from '#src/guest/kinds/features/reader.ts';
import { limits } from '#src/guest/kinds/tuning/view.ts';
import { lost } from '../said.ts';
import type { Node } from '../tree.ts';
import { carry, type Row, rest, take } from './carry.ts';
import type { Draft } from './draft.ts';
import { cpus, lower, truthful, whole, withUnit } from './kinds.ts';

const featureRows: Row[] = [
  ['acpi?', 'acpi', truthful],
  ['apic/@eoi', 'apic.eoi', truthful],
  ['pae?', 'pae', truthful],
  ...['pmu', 'smm', 'vmport', 'vmcoreinfo', 'pvspinlock'].map((name): Row => [`${name}/@state`, name, truthful]),
  ['ioapic/@driver', 'ioapic'],
  ['msrs/@unknown', 'msrs'],
  ['kvm/hidden/@state', 'kvm.hidden', truthful],
  ['kvm/hint-dedicated/@state', 'kvm.hint_dedicated', truthful],
  ['kvm/poll-control/@state', 'kvm.poll_control', truthful],
  ['hyperv/@mode', 'hyperv.mode'],
  ...hypervSwitches.map((name): Row => [`hyperv/${name}/@state`, `hyperv.${name}`, truthful]),
  ['hyperv/vendor_id/@value', 'hyperv.vendor_id'],
];

export function features(domain: Node, draft: Draft): void {
  const node = domain.find('features');
  if (!node) return;
  carry(node, featureRows, draft, ['features']);
  if (draft.get(['features', 'apic']) === undefined) carry(node, [['apic?', 'apic', truthful]], draft, ['features']);
  const [state, retries] = [take(node, 'hyperv/spinlocks/@state'), take(node, 'hyperv/spinlocks/@retries')];
  const spinlocks = state?.value === 'off' ? false : retries ? whole(retries.value) : state && true;
  if (spinlocks !== undefined) draft.set(['features', 'hyperv', 'spinlocks'], spinlocks, (retries ?? state)!.mark);
  else if (retries) draft.left.push(lost(retries.mark, 'it is no number of tries'));
  const [stimer, direct] = [take(node, 'hyperv/stimer/@state'), take(node, 'hyperv/stimer/direct/@state')];
  const said = direct && stimer?.value !== 'off' ? { direct: direct.value === 'on' } : stimer && stimer.value === 'on';
  if (said !== undefined) draft.set(['features', 'hyperv', 'stimer'], said, (direct ?? stimer)!.mark);
  take(node, 'hyperv/vendor_id/@state', 'apic');
  rest(node, draft, ['xml', 'features'], []);
}

const timerRows: Row[] = [
  ['@present', 'present', truthful],
  ['@tickpolicy', 'tickpolicy'],
  ['@track', 'track'],
  ['@frequency', 'frequency', whole],
  ['@mode', 'mode'],
];

export function clock(domain: Node, draft: Draft): void {
  const node = domain.find('clock');
  if (!node) return;
  carry(
    node,
    [
      ['@offset', 'offset'],
      ['@timezone', 'timezone'],
      ['@adjustment', 'adjustment', (value) => (value === 'reset' ? value : whole(value))],
      ['@basis', 'basis', lower],
    ],
    draft,
    ['clock'],
  );
  for (const timer of node.all('timer')) {
    if (timer.children.length > 0) {
      // Timers that are given stand in place of virt-install's, and XML does not count.
      if (!draft.get(['clock', 'timers'])) draft.set(['clock', 'timers'], {}, timer.mark);
      continue;
    }
    const name = take(timer, '@name');
    if (!name) continue;
    draft.set(['clock', 'timers', name.value], {}, name.mark);
    carry(timer, timerRows, draft, ['clock', 'timers', name.value]);
    rest(timer, draft, undefined);
    timer.taken = true;
  }
  rest(node, draft, ['xml', 'clock'], []);
}

const backingRows: Row[] = [
  ['nosharepages?', 'nosharepages', truthful],
  ['locked?', 'locked', truthful],
  ['source/@type', 'source'],
  ['access/@mode', 'access'],
  ['allocation/@mode', 'allocation'],
  ['discard?', 'discard', truthful],
];

export function memoryBacking(domain: Node, draft: Draft): void {
  const node = domain.find('memoryBacking');
  if (!node) return;
  const huge = node.find('hugepages');
  const pages = (huge?.all('page') ?? []).flatMap((page) => {
    const [size, unit, nodeset] = [take(page, '@size'), take(page, '@unit'), take(page, '@nodeset')];
    const written = size && withUnit(size.value, unit?.value);
    if ((size || unit) && !written) draft.left.push(lost((size ?? unit)!.mark, 'it is no size of a page'));
    return [{ ...(written ? { size: written } : {}), ...(nodeset ? { nodeset: nodeset.value } : {}) }];
  });
  const stated = huge?.stated?.value !== 'no';
  if (huge && stated)
    draft.set(
      ['memory_backing', 'hugepages'],
      pages.length === 0 ? true : pages.length === 1 ? pages[0] : pages,
      huge.mark,
    );
  if (huge) huge.taken = true;
  carry(node, backingRows, draft, ['memory_backing']);
  rest(node, draft, ['xml', 'memoryBacking'], []);
}

export function tuning(domain: Node, draft: Draft): void {
  carry(domain, [['iothreads', 'iothreads', whole]], draft, []);
  const node = domain.find('cputune');
  if (node) {
    carry(
      node,
      [...limits.map((name): Row => [name, name, whole]), ['emulatorpin/@cpuset', 'emulatorpin', cpus]],
      draft,
      ['cputune'],
    );
    pins(node, 'vcpupin', 'vcpu', draft);
    pins(node, 'iothreadpin', 'iothread', draft);
    rest(node, draft, ['xml', 'cputune'], []);
  }
  const numa = domain.find('numatune');
  if (!numa) return;
  carry(
    numa,
    [
      ['memory/@nodeset', 'memory.nodeset', cpus],
      ['memory/@mode', 'memory.mode'],
      ['memory/@placement', 'memory.placement'],
    ],
    draft,
    ['numatune'],
  );
  for (const cell of numa.all('memnode')) {
    const id = take(cell, '@cellid');
    if (id && cell.attributes.size < 2) draft.left.push(lost(id.mark, 'it says nothing of that node'));
    if (id)
      carry(
        cell,
        [
          ['@mode', 'mode'],
          ['@nodeset', 'nodeset', cpus],
        ],
        draft,
        ['numatune', 'memnode', id.value],
      );
  }
  rest(numa, draft, undefined);
}

function pins(node: Node, element: string, number: string, draft: Draft): void {
  for (const pin of node.all(element)) {
    const [of, set] = [take(pin, `@${number}`), take(pin, '@cpuset')];
    if (of && set) draft.set(['cputune', element, String(Number(of.value))], cpus(set.value), set.mark);
    else if (of ?? set)
      draft.left.push(lost((of ?? set)!.mark, `it says one of ${number} and cpuset, and not the other`));
  }
}

const sysinfoRows: Row[] = Object.entries({
  bios: ['vendor', 'version', 'date', 'release'],
  system: ['manufacturer', 'product', 'version', 'serial', 'uuid', 'sku', 'family'],
  baseBoard: ['manufacturer', 'product', 'version', 'serial', 'asset', 'location'],
  chassis: ['manufacturer', 'version', 'serial', 'asset', 'sku'],
}).flatMap(([block, names]) =>
  names.map(
    (name): Row => [`${block}/entry[@name='${name}']`, `${block === 'baseBoard' ? 'base_board' : block}.${name}`],
  ),
);

export function sysinfo(domain: Node, draft: Draft): void {
  const mode = take(domain, 'os/smbios/@mode');
  if (mode && mode.value !== 'sysinfo') draft.set(['sysinfo'], mode.value, mode.mark);
  const [first, ...others] = domain
    .all('sysinfo')
    .filter((each) => (each.get('@type')?.value ?? 'smbios') === 'smbios');
  if (!first) return;
  first.taken = true;
  if (mode && mode.value !== 'sysinfo') {
    draft.left.push(lost(first.mark, `the tables are those of the ${mode.value}, and so none of their own`));
    return;
  }
  if (mode) draft.set(['sysinfo'], {}, mode.mark);
  carry(first, sysinfoRows, draft, ['sysinfo']);
  const strings =
    first
      .find('oemStrings')
      ?.all('entry')
      .flatMap((each) => take(each, '.') ?? []) ?? [];
  if (strings.length > 0)
    draft.set(
      ['sysinfo', 'oem_strings'],
      strings.map(({ value }) => value),
      strings[0]!.mark,
    );
  for (const block of ['bios', 'system', 'baseBoard', 'chassis']) {
    for (const entry of first.find(block)?.all('entry') ?? []) take(entry, '@name');
  }
  take(first, '@type');
  rest(first, draft, undefined);
  for (const other of others) draft.left.push(lost(other.mark, 'a guest has one such table'));
}
