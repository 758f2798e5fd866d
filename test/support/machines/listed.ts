import { shortAddress } from '#src/machine/address.ts';
import { classNameOf } from '#src/machine/class-names.ts';
import type { Facts } from '#src/machine/schema.ts';

/** What the usual commands print on a machine with these facts, command by command. */
export function listingsOf(
  facts: Facts,
): Record<
  'lspci' | 'groups' | 'lsblk' | 'byPath' | 'cards' | 'route' | 'addresses' | 'links' | 'file' | 'pools' | 'arrays',
  string[]
> {
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
    addresses: nics.flatMap(({ name, default_route }, at) => [
      `${at + 2}: ${name}: <BROADCAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP group default qlen 1000`,
      ...(default_route ? [`    inet 10.0.${at}.2/24 brd 10.0.${at}.255 scope global ${name}`] : []),
    ]),
    links: nics.map(
      ({ name, default_route }, at) =>
        `${at + 2}: ${name}: <BROADCAST,UP> mtu 1500 qdisc mq ${default_route ? 'master br0 ' : ''}state UP mode DEFAULT group default`,
    ),
    file: [
      'iface br0 inet static',
      '\taddress 10.0.0.2/24',
      '\tgateway 10.0.0.1',
      `\tbridge-ports ${nics.flatMap(({ name, default_route }) => (default_route ? [name] : [])).join(' ') || 'none'}`,
    ],
    pools: [
      '  pool: tank',
      ' state: ONLINE',
      ...disks.filter(({ mounts }) => !mounts?.length).map(({ name }) => `\t  ${name}  ONLINE       0     0     0`),
    ],
    arrays: disks
      .filter(({ mounts }) => !mounts?.length)
      .slice(0, 1)
      .map(({ name }) => `md0 : active raid1 ${name}[0]`),
    route: nics.filter(({ default_route }) => default_route).map(({ name }) => `default via 10.0.0.1 dev ${name}`),
  };
}
