import { powerKeys } from '#src/guest/kinds/power/reader.ts';
import { isOsVariant } from '#src/guest/os-variants.ts';
import { asNumber } from '#src/guest/vocabulary.ts';
import { domainKeys } from '../../xml/draft.ts';
import type { Building } from '../building.ts';
import { lost } from '../marked.ts';
import resources from '../os-resources.json' with { type: 'json' };
import { shortId } from '../plain.ts';
import { boot, defaultTpm } from './boot.ts';
import { carry, keepRest, keepVerbatim, take } from './carry.ts';
import { cpu, memory, vcpus } from './cpu.ts';
import { devices } from './devices.ts';
import type { Draft } from './draft.ts';
import { clock, features, memoryBacking, sysinfo, tuning } from './platform.ts';
import type { Storage } from './storage.ts';

interface Resources {
  memory?: number;
  storage?: number;
  vcpus?: number;
  variants: string[];
}

/** What osinfo-db recommends for a system, where a command says nothing; printed by test/libvirt/os-resources.py. */
export function recommended(variant: string | undefined): Omit<Resources, 'variants'> {
  return (resources as Resources[]).find(({ variants }) => variant !== undefined && variants.includes(variant)) ?? {};
}

/** Turns the state of a command into the keys of a guest. */
export function guest(building: Building, variant: string | undefined, draft: Draft, storage: Storage): void {
  const { domain, asked } = building;
  const usual = recommended(variant);
  take(domain, 'name');
  carry(domain, domainKeys, draft, []);
  if (variant !== undefined) draft.set(['os_variant'], variant, asked.get('system'));
  memory(domain, draft, usual.memory);
  vcpus(domain, draft, usual.vcpus);
  cpu(domain, draft, building);
  memoryBacking(domain, draft);
  carry(domain, [['iothreads', 'iothreads', asNumber]], draft, []);
  tuning(domain, draft);
  features(domain, draft);
  clock(domain, draft);
  carry(domain, powerKeys, draft, []);
  sysinfo(domain, draft);
  boot(domain, draft, building);
  devices(domain, draft, storage, building);
  defaultTpm(draft, building);
  qemu(building, draft);
  const ports = asked.get('root ports');
  if (ports) draft.set(['pcie_root_ports'], Number(ports.value), ports);
  if (asked.has('autostart')) draft.set(['autostart'], true, asked.get('autostart'));
  remaining(building, draft);
}

function qemu({ domain }: Building, draft: Draft): void {
  const node = domain.find('qemu:commandline');
  if (!node) return;
  node.taken = true;
  const words = node.all('qemu:arg').flatMap((each) => each.get('@value') ?? []);
  if (words.length > 0)
    draft.set(
      ['qemu_commandline'],
      words.map(({ value }) => value),
      words[0]!.mark,
    );
  for (const each of node.all('qemu:env'))
    draft.leftovers.push(lost(each.mark, 'there is no key for environment variables of QEMU'));
}

const done = new Set([
  'os',
  'cpu',
  'features',
  'clock',
  'memoryBacking',
  'cputune',
  'devices',
  'vcpu',
  'memory',
  'currentMemory',
  'name',
  'title',
  'description',
  'uuid',
  'numatune',
]);

/** Elements of the domain that nothing has taken. */
function remaining({ domain }: Building, draft: Draft): void {
  for (const node of domain.children) {
    if (done.has(node.name) || node.taken || node.isEmpty() || node.anyTaken()) continue;
    keepVerbatim(node, draft, ['xml', 'domain']);
  }
  keepRest(domain, draft, undefined, []);
}

/** The operating system that a command names, if osinfo-db has it. */
export function systemOf({ asked, leftovers }: Building): string | undefined {
  const system = asked.get('system');
  if (!system) return undefined;
  const name = shortId(system.value);
  if (name !== undefined && isOsVariant(name)) return name;
  leftovers.push(
    lost(
      system,
      'osinfo-db 20250606 has no operating system of that name',
      'Set os_variant to a name that osinfo-query os lists.',
    ),
  );
  return undefined;
}
