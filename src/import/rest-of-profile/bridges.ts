import { type Guests, listed, texts } from './guests.ts';

/** Bridges that belong to libvirt's own networks, and not to the host. */
export const ofLibvirt = /^virbr\d+$/;

/** The bridges that guests are plugged into, each with a card of the host; the first has an address. */
export function bridgesOf(vms: Guests): Record<string, unknown> {
  const names = texts(listed(vms, 'networks'), 'bridge').filter((name) => !ofLibvirt.test(name));
  const bridges = names.map((name, index) => {
    const port = name === `eth${index}` ? `lan${index}` : `eth${index}`;
    const ports = { bridge: { ports: [port] } };
    return [name, index === 0 ? { ...ports, ipv4: 'dhcp' } : ports];
  });
  return bridges.length > 0 ? Object.fromEntries(bridges) : { eth0: { ipv4: 'dhcp' } };
}
