import type { Host } from '#src/host/host.ts';

export type Network = NonNullable<Host['libvirt']>['networks'][string];

/** Whether guests use an existing bridge or card of the host: libvirt then provides neither addresses nor names. */
export function isOutside({ forward }: Pick<Network, 'forward'>): boolean {
  return ['bridge', 'private', 'vepa', 'passthrough'].includes(forward);
}

/** The bridge of a network: the host's, its own, or none if guests use a card directly. */
export function bridgeOf(network: Network, index: number): string | undefined {
  return isOutside(network) ? network.bridge : (network.bridge ?? `virbr${index}`);
}

/** The host's network cards that a network uses. */
export function devicesOf({ dev }: Network): string[] {
  return dev === undefined ? [] : Array.isArray(dev) ? dev : [dev];
}
