import { claimsOf } from '../../host/claims.ts';
import type { Host } from '../../host/host.ts';

/** Where the system will be, and what may be erased for it. */
export function installation({ install }: Host): string {
  if (install.mode === 'diskless') return 'diskless: runs from memory';
  if (install.mode === 'existing') return 'on an Alpine that is already installed';
  const { wipe, ...disk } = install.disk ?? {};
  const { encrypt } = install;
  return `to the disk with ${identity(disk)}, ${erasing({ ...disk, wipe: wipe !== undefined })}${encrypt ? '; encrypted' : ''}`;
}

/** By what a disk is recognized. */
export const identity = ({ serial, wwn }: { serial?: string | undefined; wwn?: string | undefined }): string =>
  [serial && `serial number ${serial}`, wwn && `wwn ${wwn}`].filter(Boolean).join(', ');

/** What an installation may do to its disk. */
export const erasing = ({ wipe, generation }: { wipe: boolean; generation?: number | undefined }): string =>
  `which ${wipe ? `may be erased (generation ${generation})` : 'is only written to if it is blank'}`;

export function hostNetwork({ network: { interfaces } }: Host): string[] {
  return Object.entries(interfaces).map(([name, value]) => [name, ...aboutInterface(value)].join(', '));
}

/** What an interface is, and its addresses. */
export function aboutInterface({ ipv4, ipv6, bridge, bond, vlan }: Host['network']['interfaces'][string]): string[] {
  const kinds = [bridge && 'bridge', bond && 'bond', vlan && `VLAN ${vlan.id} of ${vlan.link}`];
  const addresses = [
    `IPv4 ${typeof ipv4 === 'object' ? ipv4.address : ipv4}`,
    `IPv6 ${typeof ipv6 === 'object' ? ipv6.address : ipv6}`,
  ];
  return [...kinds.filter((kind) => kind !== undefined), ...addresses];
}

/** Addresses where they are known; what only the machine can show is listed as the profile names it. */
export function devices(host: Host): string[] {
  const { devices: named, addresses, virtual_functions, mediated_devices } = host.passthrough;
  const guestOf = new Map(claimsOf(host).flatMap(({ address, guest }) => (guest ? [[address, guest]] : [])));
  const known = [...new Set([...addresses.flatMap((each) => each ?? []), ...guestOf.keys()])].sort();
  const unknown = named.filter((_, index) => addresses[index] === null);
  return [
    ...known.map((address) => `${address} for ${guestOf.get(address) ?? 'no guest'}`),
    ...unknown.map((each) => (typeof each === 'string' ? each : Object.entries(each).flat().join(' '))),
    ...Object.entries(virtual_functions).map(([parent, { count }]) => `${count} virtual functions of ${parent}`),
    ...Object.entries(mediated_devices).map(([uuid, { type, parent }]) => `${uuid}, ${type} of ${parent}`),
  ];
}

export function guestNetworks({ libvirt }: Host): string[] {
  return Object.entries(libvirt?.networks ?? {}).map(([name, value]) => [name, ...aboutGuestNetwork(value)].join(', '));
}

type GuestNetwork = NonNullable<Host['libvirt']>['networks'][string];

export const aboutGuestNetwork = ({ forward, address, bridge }: GuestNetwork): string[] =>
  [forward, address, bridge && `bridge ${bridge}`].filter((part) => part !== undefined);

export function guests({ vms }: Host): string[] {
  return Object.entries(vms).map(([name, guest]) => [name, ...aboutGuest(guest)].join(', '));
}

export const aboutGuest = ({ memory, vcpus, autostart }: Host['vms'][string]): string[] => [
  `${vcpus} CPU${vcpus === 1 ? '' : 's'}`,
  `${memory} of memory`,
  ...(autostart ? ['starts with the host'] : []),
];
