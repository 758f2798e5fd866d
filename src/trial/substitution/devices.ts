import type { Host } from '../../host/host.ts';
import type { Facts, PciFunction } from '../../machine/schema.ts';
import type { StandIn } from '../hardware/stand-ins.ts';
import type { Substitution, Untested } from '../trial.ts';
import { type Changed, type Situation, substitution } from './substitute.ts';
import { virtualFunctions } from './virtual-functions.ts';

const features = ['passthrough', 'vms', 'agent', 'collected'];

interface Entry {
  device: Host['passthrough']['devices'][number];
  addresses: string[] | null;
}

/** Replaces devices by their substitutes: by address, by id, in guests, and in the map of groups. */
export function devices(host: Host, { standIns }: Situation): Changed {
  const { all, missing, fillers } = standIns;
  if (all.length === 0 && missing.length === 0) return { host, substitutions: [], untested: [] };
  const byAddress = new Map(all.flatMap((each) => (each.for.address ? [[each.for.address, each] as const] : [])));
  const byId = new Map(all.flatMap((each) => (each.for.byId && each.for.id ? [[each.for.id, each] as const] : [])));
  const moved = (addresses: readonly string[]) => addresses.flatMap((address) => byAddress.get(address)?.address ?? []);

  const entries = host.passthrough.devices.flatMap((device, index): Entry[] => {
    const addresses = host.passthrough.addresses[index] ?? null;
    if (typeof device === 'object' && 'id' in device && !('address' in device)) {
      const id = device.id && byId.get(device.id)?.id;
      return id ? [{ device: { id }, addresses: addresses && moved(addresses) }] : [];
    }
    const found = addresses ? moved(addresses) : [];
    if (found.length === 0) return [];
    const first = byAddress.get(addresses![0]!)!;
    if (typeof device === 'string') return [{ device: first.address, addresses: found }];
    if ('address' in device)
      return [{ device: { address: first.address, ...(device.id ? { id: first.id } : {}) }, addresses: found }];
    return [{ device, addresses: found }];
  });
  const vms = Object.fromEntries(
    Object.entries(host.vms).map(([name, guest]) => [
      name,
      {
        ...guest,
        attached: guest.attached.map((found) => (found && 'pci' in found ? { pci: moved(found.pci) } : found)),
      },
    ]),
  );
  const machine = host.machine?.pci ? withFunctions(host.machine, [...all, ...fillers]) : host.machine;
  const grouped = host.machine?.pci?.some(({ iommu_group, address }) => iommu_group !== null && byAddress.has(address));
  return {
    host: {
      ...host,
      machine,
      vms,
      passthrough: {
        ...host.passthrough,
        iommu: 'intel',
        devices: entries.map(({ device }) => device),
        addresses: entries.map(({ addresses }) => addresses),
      },
    },
    substitutions: [
      ...iommu(host),
      ...all.flatMap(substitutionsFor),
      ...(grouped ? [groupMap] : []),
      ...missing.map(leftOut),
    ],
    untested: [
      ...all.map(notTheRealOne),
      ...missing.map(({ for: device, why }) => untested(nameOf(device), why, device.address)),
    ],
  };
}

/** The virtual machine has an Intel IOMMU. */
function iommu({ passthrough, machine }: Host): Substitution[] {
  const vendor = passthrough.iommu === 'auto' ? machine?.cpu.vendor : passthrough.iommu;
  if (vendor !== 'amd') return [];
  return [substitution(['passthrough', 'iommu'], 'amd', 'intel', 'the virtual machine has this one', ...features)];
}

function substitutionsFor({ for: device, address, id, model, alike }: StandIn): Substitution[] {
  const from = [device.address, device.id && `(${device.id})`].filter(Boolean).join(' ');
  const guess = device.known === 'guess' ? ' (a guess without facts)' : '';
  const kind = alike ? `is of the same kind${guess}` : 'is a generic device, because QEMU has none of this kind';
  const place =
    device.address && device.address !== address ? `; ${device.address} is in use in the virtual machine` : '';
  return [substitution(device.path, from, `${address} (${id})`, `QEMU's ${model} ${kind}${place}`, ...features)];
}

const groupMap: Substitution = {
  where: 'etc/mkapkovl/groups',
  from: 'the groups of the facts',
  to: 'those of the virtual machine',
  why: 'the hardware decides which devices share a group',
  features,
};

function leftOut({ for: device, why }: { for: StandIn['for']; why: string }): Substitution {
  return substitution(device.path, nameOf(device), undefined, why, ...features);
}

function notTheRealOne({ for: device }: StandIn): Untested {
  return untested(`the device ${nameOf(device)} itself`, 'a substitute is used', device.address);
}

const nameOf = ({ address, id }: StandIn['for']): string => address ?? id ?? 'a device';

function untested(what: string, why: string, subject: string | null): Untested {
  return { what, why, ...(subject ? { subject } : {}) };
}

/** Facts about the virtual machine; with groups only if the original facts have them. */
function withFunctions(machine: Facts, all: Parameters<typeof virtualFunctions>[0]): Facts {
  const grouped = machine.pci?.some(({ iommu_group }) => iommu_group !== null) ?? false;
  const pci: PciFunction[] = virtualFunctions(all).map((fn) => (grouped ? fn : { ...fn, iommu_group: null }));
  return { ...machine, pci };
}
