import type { Host } from './host.ts';
import { portName } from './ports.ts';

type Interfaces = Host['network']['interfaces'];

/** What Ethernet and Wi-Fi cards, bonds and bridges without ports start with (ETH_DATA_LEN). */
const ethernet = 1500;

/**
 * The MTU that an interface of the host has in the end. A VLAN takes that of its link when it is made (vlan_dev_init), a
 * bridge the smallest of its ports (br_mtu_auto_adjust), and a bond keeps its own and gives it to its ports
 * (bond_enslave).
 */
export function mtuOf(interfaces: Interfaces, name: string, seen: readonly string[] = []): number {
  const value = interfaces[name];
  if (seen.includes(name)) return ethernet;
  const below = (other: string) => mtuOf(interfaces, other, [...seen, name]);
  const bond = Object.entries(interfaces).find(([, { bond }]) => bond?.ports.some((port) => portName(port) === name));
  if (bond) return below(bond[0]);
  if (value?.mtu !== undefined) return value.mtu;
  if (value?.vlan) return below(value.vlan.link);
  const ports = value?.bridge?.ports ?? [];
  return ports.length > 0 ? Math.min(...ports.map(portName).map(below)) : ethernet;
}
