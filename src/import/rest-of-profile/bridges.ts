import { type Guests, listed, texts } from './guests.ts';

/** Bridges of libvirt's own networks, not of the host. */
export const ofLibvirt = /^virbr\d+$/;

/** The bridges that guests are connected to, each with a network card of the host; the first one has an address. */
export function bridgesOf(vms: Guests): Record<string, unknown> {
  // Bridges of Open vSwitch are not in network.interfaces.
  const cards = listed(vms, 'networks').filter(({ virtualport }) => virtualport !== 'openvswitch');
  const names = texts(cards, 'bridge').filter((name) => !ofLibvirt.test(name));
  const bridges = names.map((name, index) => {
    const port = name === `eth${index}` ? `lan${index}` : `eth${index}`;
    const ports = { bridge: { ports: [port] } };
    return [name, index === 0 ? { ...ports, ipv4: 'dhcp' } : ports];
  });
  return bridges.length > 0 ? Object.fromEntries(bridges) : { eth0: { ipv4: 'dhcp' } };
}
