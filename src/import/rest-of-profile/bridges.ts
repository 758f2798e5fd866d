import { type Guests, listed, texts } from './guests.ts';

/** Bridges of libvirt's own networks, not of the host. */
export const ofLibvirt = /^virbr\d+$/;

/** The bridges that guests are connected to, each with a network card of the host; the first one has an address. */
export function bridgesOf(vms: Guests): Record<string, unknown> {
  // Bridges of Open vSwitch are not in network.interfaces.
  const cards = listed(vms, 'networks').filter(({ virtualport }) => virtualport !== 'openvswitch');
  const names = texts(cards, 'bridge').filter((name) => !ofLibvirt.test(name));
  // A card that guests use through macvtap cannot be a port as well.
  const direct = cards.map((card) => (card.direct as { dev?: string } | undefined)?.dev ?? card.direct);
  const free = Array.from({ length: names.length + direct.length + 1 }, (_, index) => `eth${index}`).filter(
    (card) => !names.includes(card) && !direct.includes(card),
  );
  const bridges = names.map((name, index) => {
    const ports = { bridge: { ports: [free[index] ?? `lan${index}`] } };
    return [name, index === 0 ? { ...ports, ipv4: 'dhcp' } : ports];
  });
  return bridges.length > 0 ? Object.fromEntries(bridges) : { eth0: { ipv4: 'dhcp' } };
}
