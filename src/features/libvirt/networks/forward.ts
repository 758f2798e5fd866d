import type { Host } from '#src/host/host.ts';

export type Network = NonNullable<Host['libvirt']>['networks'][string];

/** Whether guests hang on what the host already has, which addresses and names are then none of libvirt's business. */
export function isOutside({ forward }: Pick<Network, 'forward'>): boolean {
  return ['bridge', 'private', 'vepa', 'passthrough'].includes(forward);
}

/** The bridge of a network: that of the host, its own, or none where guests go through a card. */
export function bridgeOf(network: Network, index: number): string | undefined {
  return isOutside(network) ? network.bridge : (network.bridge ?? `virbr${index}`);
}

/** The cards of the host that a network goes through. */
export function devicesOf({ dev }: Network): string[] {
  return dev === undefined ? [] : Array.isArray(dev) ? dev : [dev];
}
