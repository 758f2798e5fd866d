import type { Path } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { slotOf } from '../../machine/address.ts';
import { functionAt } from '../../machine/by-address.ts';

/** A device that the profile passes through. */
export interface Wanted {
  /** The first place in the profile that names it. */
  path: Path;
  /** Null if only the machine can show it. */
  address: string | null;
  id: string | null;
  class: string;
  /** The source of its class. */
  known: 'facts' | 'guess';
  /** Whether the profile selects every device with its id, at any address. */
  byId: boolean;
}

/** Every device that is reserved or passed through, each address once, the reserved ones first. */
export function wantedDevices(host: Pick<Host, 'passthrough' | 'vms' | 'machine'>): Wanted[] {
  const { passthrough, vms } = host;
  const named: { path: Path; address: string | null; id: string | null; byId: boolean }[] = [];
  for (const [index, device] of passthrough.devices.entries()) {
    const path = ['passthrough', 'devices', index];
    const id = typeof device === 'object' && 'id' in device ? (device.id ?? null) : null;
    const byId = id !== null && !(typeof device === 'object' && 'address' in device);
    const addresses = passthrough.addresses[index];
    if (addresses) named.push(...addresses.map((address) => ({ path, address, id, byId })));
    else if (id !== null) named.push({ path, address: null, id, byId });
  }
  const kept = new Set(named.map(({ address }) => address));
  const guests = Object.entries(vms).flatMap(([name, { attached }]) =>
    attached.flatMap((device, index) =>
      device && 'pci' in device
        ? device.pci.map((address) => ({ path: ['vms', name, 'hostdevs', index], address }))
        : [],
    ),
  );
  const others = guests.filter(({ address }) => !kept.has(address));
  // Without facts a profile may name its devices by id, and give them to a guest by address: both name the same
  // devices.
  for (const device of named) {
    if (device.address === null) device.address = others.shift()?.address ?? null;
  }
  for (const { path, address } of others) named.push({ path, address, id: null, byId: false });

  const all = named.filter(
    ({ address }, index) => address === null || named.findIndex((other) => other.address === address) === index,
  );
  for (const device of all) {
    const by = named.find(({ address, byId }) => byId && address !== null && address === device.address);
    if (by) Object.assign(device, { id: by.id, byId: true });
  }
  const addresses = all.flatMap(({ address }) => address ?? []);
  return all.map((device) => {
    const found = device.address && host.machine ? functionAt(host.machine, device.address) : undefined;
    const id = device.id ?? found?.id ?? null;
    return {
      ...device,
      id,
      class: found?.class ?? guessedClass(device.address, id, addresses),
      known: found ? 'facts' : 'guess',
    };
  });
}

/**
 * What a device probably is: Intel's chipsets have had their functions at the same places for twenty years (datasheets
 * of ICH6 to the 600 series), and a card with two functions usually is a graphics card with its sound. Everything else
 * is assumed to be a USB controller, which most profiles pass through.
 */
export function guessedClass(address: string | null, id: string | null, others: readonly string[]): string {
  if (/^8086:(29|3a)(3[4-9]|6[4-9])$/.test(id ?? '')) return '0c0300';
  if (/^8086:(29|3a)[36][ac]$/.test(id ?? '')) return '0c0320';
  if (address === null) return '0c0330';
  const slot = slotOf(address);
  const own = Number(address.slice(-1));
  if (slot === '0000:00:1a' || slot === '0000:00:1d') {
    return own === 7 || (own === 0 && !others.includes(`${slot}.7`) && !others.includes(`${slot}.1`))
      ? '0c0320'
      : '0c0300';
  }
  if (slot === '0000:00:02') return '030000';
  if (slot === '0000:00:1b' || address === '0000:00:1f.3') return '040300';
  if (!slot.startsWith('0000:00:') && others.includes(`${slot}.0`) && others.includes(`${slot}.1`)) {
    if (own === 0) return '030000';
    if (own === 1) return '040300';
  }
  return '0c0330';
}
