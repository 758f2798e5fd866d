import { shortAddress } from '#src/machine/address.ts';
import { classNameOf } from '#src/machine/class-names.ts';
import type { Facts } from '#src/machine/schema.ts';

/** What the usual commands print on a machine with these facts, command by command. */
export function listingsOf(
  facts: Facts,
): Record<'lspci' | 'groups' | 'lsblk' | 'byPath' | 'cards' | 'route', string[]> {
  const pci = facts.pci ?? [];
  const line = (fn: (typeof pci)[number]) =>
    `${shortAddress(fn.address)} ${classNameOf(fn.class)} [${fn.class.slice(0, 4)}]: ${fn.physical_function ? 'Maker Virtual Function' : 'Maker Device'} [${fn.id}]`;
  const disks = facts.disks ?? [];
  const nics = (facts.nics ?? []).filter(({ controller }) => controller);
  return {
    lspci: pci.flatMap((fn) => [
      line(fn),
      `\tSubsystem: Maker Board [${fn.subsystem ?? '1043:8694'}]`,
      ...(fn.driver ? [`\tKernel driver in use: ${fn.driver}`] : []),
    ]),
    groups: pci
      .filter(({ iommu_group }) => iommu_group !== null)
      .map((fn) => `IOMMU Group ${fn.iommu_group} ${line(fn)}`),
    lsblk: [
      'NAME TYPE TRAN MOUNTPOINTS',
      ...disks.flatMap(({ name, transport, mounts }) => [
        [name.padEnd(4), 'disk', (transport ?? '').padEnd(4)].join(' '),
        ...(mounts ?? []).map((mount) => `└─${name.padEnd(2)}1 part      ${mount}`),
      ]),
    ],
    byPath: disks.flatMap(({ name, controllers }) =>
      (controllers ?? []).map((address) => `lrwxrwxrwx 1 root root 9 Nov 1 10:00 pci-${address}-x-1 -> ../../${name}`),
    ),
    cards: nics.map(({ name, controller }) => `${name} -> ../../devices/pci0000:00/${controller}/net/${name}`),
    route: nics.filter(({ default_route }) => default_route).map(({ name }) => `default via 10.0.0.1 dev ${name}`),
  };
}
