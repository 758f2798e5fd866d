import { checkNetworks } from '#src/features/libvirt/networks/check.ts';
import type { Network } from '#src/features/libvirt/networks/forward.ts';
import type { Host } from '#src/host/host.ts';

/** What is wrong in a network itself. Whether its card or bridge exists, only the profile of its new host shows. */
const ofNetwork = new Set([
  'network-key-has-no-effect',
  'dhcp-outside-network',
  'dhcp-range-reversed',
  'duplicate-dhcp-host',
]);

/** Paths below a network that check would refuse. */
export function refused(name: string, network: Network): PropertyKey[][] {
  const { dev: _, ...withoutCards } = network;
  const host = { libvirt: { pools: {}, networks: { [name]: withoutCards } } } as unknown as Host;
  return checkNetworks(host).flatMap(({ code, where: { path = [] } }) => (ofNetwork.has(code) ? [path.slice(3)] : []));
}
