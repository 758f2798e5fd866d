import type { Path } from '../../findings/finding.ts';
import { claimsOf, guestPlaces } from '../../host/claims.ts';
import type { Host } from '../../host/host.ts';
import { releaseFacts } from '../../target/releases.ts';
import type { Row } from '../../target/tables.ts';
import { compareBytes } from '../../tree/entry.ts';
import type { FileRequest } from '../../tree/request.ts';
import { tableFile } from '../../tree/table.ts';
import type { Contribution } from '../feature.ts';
import { isOnLoan } from './loan.ts';
import { cardsToSetUp, virtualPlaces, virtualTables } from './virtual.ts';

export function contribute(host: Host): Contribution {
  const { passthrough } = host;
  const bound = [...passthrough.devices.map((_, index) => ['passthrough', 'devices', index]), ...guestPlaces(host)];
  const asking = [...bound, ...virtualPlaces(host)];
  if (asking.length === 0) return {};
  const paths = [['passthrough']];
  const modules = vfioModules(host);
  return {
    // Only kmod's modprobe supports softdep; busybox' ignores it.
    packages: [
      { name: 'kmod', paths },
      ...cardsToSetUp(host).map((card) => ({
        name: 'iproute2',
        paths: [['passthrough', 'virtual_functions', card]],
      })),
    ],
    kernelOptions: iommuOptions(host).map((option) => ({ option, paths: [['passthrough', 'iommu']] })),
    // vfio-pci has no alias for these devices, so it must be loaded by name, before hwdrivers loads the native drivers:
    // the modules service does so if it is in sysinit rather than in boot, Alpine's default.
    services: [{ name: 'modules', runlevel: 'sysinit', paths }],
    modules: modules.map((module) => ({ module, paths })),
    initramfsFeatures: [{ feature: 'vfio', paths }],
    initramfsModules: modules.map((module) => ({ module, paths })),
    files: [
      ...vfioFiles(host),
      ...(bound.length > 0 ? [tableFile('devices', deviceRows(host), bound)] : []),
      ...loanTable(host, bound),
      ...groupTable(host, asking),
      ...virtualTables(host),
    ],
  };
}

function vfioFiles(host: Host): FileRequest[] {
  const { devices, before, allow_unsafe_interrupts } = host.passthrough;
  const file = (path: string, values: object): FileRequest => ({
    path,
    view: { template: `passthrough/${path}`, values },
    paths: [['passthrough']],
  });
  return [
    file('etc/modprobe.d/vfio.conf', {
      listed: devices.some((device) => !isOnLoan(device)),
      ids: idsToClaim(host).join(','),
      unsafeInterrupts: allow_unsafe_interrupts,
      before,
    }),
    file('etc/mkinitfs/features.d/vfio.modules', { virqfd: releaseFacts[host.alpine.release].vfioVirqfdModule }),
    file('etc/mkinitfs/features.d/vfio.files', {}),
  ];
}

function vfioModules({ alpine }: Host): string[] {
  const virqfd = releaseFacts[alpine.release].vfioVirqfdModule ? ['vfio_virqfd'] : [];
  return ['vfio', ...virqfd, 'vfio_iommu_type1', 'vfio-pci'];
}

/** AMD's IOMMU is on by default and ignores Intel's option. */
function iommuOptions({ passthrough: { iommu }, machine }: Host): string[] {
  const vendor = iommu === 'auto' ? machine?.cpu.vendor : iommu;
  return vendor === 'amd' ? ['iommu=pt'] : ['intel_iommu=on', 'iommu=pt'];
}

/**
 * The ids that vfio-pci may bind at any address: those that the profile gives without an address, which means every
 * such device, and, with facts, those of which the host keeps no device. All other devices are bound by address.
 */
function idsToClaim({ passthrough: { devices, addresses }, machine }: Host): string[] {
  const whole = devices.flatMap((device) =>
    typeof device === 'object' && 'id' in device && !('address' in device) && device.id ? [device.id] : [],
  );
  const pci = machine?.pci ?? [];
  const taken = new Set(addresses.flatMap((found, index) => (isOnLoan(devices[index]!) ? [] : (found ?? []))));
  const complete = pci
    .filter(({ address }) => taken.has(address))
    .flatMap(({ id }) => id ?? [])
    .filter((id) => pci.every((other) => other.id !== id || taken.has(other.address)));
  return [...new Set([...whole, ...complete])];
}

function loanTable({ passthrough: { devices, addresses }, machine }: Host, paths: Path[]): FileRequest[] {
  const rows = devices.flatMap((device, index): Row<'loans'>[] =>
    isOnLoan(device)
      ? (addresses[index] ?? []).map((address) => {
          const id = typeof device === 'object' && 'id' in device ? device.id : undefined;
          return { address, id: id ?? machine?.pci?.find((each) => each.address === address)?.id ?? '-' };
        })
      : [],
  );
  return rows.length === 0 ? [] : [tableFile('loans', rows, paths)];
}

/** The agent's table: how to find each device, and what it must be. */
function deviceRows({ passthrough: { devices, addresses }, machine }: Host): Row<'devices'>[] {
  const byAddress = (address: string, id?: string): Row<'devices'> => {
    const found = machine?.pci?.find((device) => device.address === address);
    // The kind of device, without its programming interface, which some drivers change.
    return { by: 'address', value: address, id: id ?? found?.id ?? '-', kind: found?.class.slice(0, 4) };
  };
  return devices.flatMap((device, index) => {
    if (isOnLoan(device)) return [];
    if (typeof device === 'object' && 'id' in device && device.id) {
      if (!('address' in device)) return [{ by: 'id', value: device.id, id: device.id }];
      return [byAddress(device.address, device.id)];
    }
    return (addresses[index] ?? []).map((address) => byAddress(address));
  });
}

/**
 * The devices that share an IOMMU group with those of the profile, by the facts. The agent compares them on the target,
 * where a firmware update or a card in another slot changes the groups.
 */
function groupTable(host: Host, asking: Path[]): FileRequest[] {
  const pci = host.machine?.pci ?? [];
  const addresses = new Set(claimsOf(host).map(({ address }) => address));
  const rows = pci.flatMap(({ address, id, iommu_group: group }): Row<'groups'>[] => {
    if (!addresses.has(address) || group === null) return [];
    const members = pci.filter((other) => other.iommu_group === group).map((other) => other.address);
    return [{ address, group, members: members.sort(compareBytes).join(','), id: id ?? undefined }];
  });
  return rows.length === 0 ? [] : [tableFile('groups', rows, asking)];
}
