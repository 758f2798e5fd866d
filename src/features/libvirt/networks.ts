import type { Host } from '../../pipeline/host.ts';

type Network = NonNullable<Host['libvirt']>['networks'][string];

/** Template values of one virtual network. DHCP hands out what lies to one side of the host's own address. */
export function networkView(name: string, network: Network, index: number): object {
  const { forward, address, dhcp } = network;
  const [host = '', length = '24'] = address?.split('/') ?? [];
  const range = address && dhcp ? dhcpRange(host, Number(length)) : undefined;
  return {
    name,
    forward: forward === 'none' ? undefined : forward,
    bridge: network.bridge ?? `virbr${index}`,
    address: address && { host, netmask: netmask(Number(length)), range },
  };
}

/** libvirt takes no range with another second byte at its end (virSocketAddrGetRange). */
const lastOfBlock = (address: number) => address - (address % 2 ** 16) + 2 ** 16 - 1;

function netmask(length: number): string {
  return toText(2 ** 32 - 2 ** (32 - length));
}

function dhcpRange(host: string, length: number): { start: string; end: string } | undefined {
  if (length > 30) return undefined;
  const own = toNumber(host);
  const first = own - (own % 2 ** (32 - length));
  const last = first + 2 ** (32 - length) - 1;
  // The longer of the two stretches around the host's own address.
  const [start, end] = own - first > last - own ? [first + 1, own - 1] : [own + 1, last - 1];
  return { start: toText(start), end: toText(Math.min(end, lastOfBlock(start))) };
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
