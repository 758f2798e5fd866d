import type { Path } from '../findings/finding.ts';
import type { Host } from './host.ts';

/** A PCI function that a profile passes through, with its place in the profile. */
export interface Claim {
  address: string;
  path: Path;
  /** The guest that gets it; undefined if it is only reserved. */
  guest?: string;
}

/** Every function that a profile passes through, once for each place: first the reserved ones, then those of guests. */
export function claimsOf({ passthrough, vms }: Pick<Host, 'passthrough' | 'vms'>): Claim[] {
  const kept = passthrough.addresses.flatMap((found, index) =>
    (found ?? []).map((address) => ({ address, path: ['passthrough', 'devices', index] })),
  );
  const given = Object.entries(vms).flatMap(([guest, { attached }]) =>
    attached.flatMap((device, index) =>
      device && 'pci' in device
        ? device.pci.map((address) => ({ address, path: ['vms', guest, 'hostdevs', index], guest }))
        : [],
    ),
  );
  const cards = Object.entries(vms).flatMap(([guest, { networks }]) =>
    networks.flatMap(({ hostdev: address }, index) =>
      address ? [{ address, path: ['vms', guest, 'networks', index, 'hostdev'], guest }] : [],
    ),
  );
  return [...kept, ...given, ...cards];
}

/** The other places that pass one of these functions through: to keep it, each of them has to go. */
export function otherClaims(
  host: Pick<Host, 'passthrough' | 'vms'>,
  addresses: readonly string[],
  path: Path,
): { path: Path; message: string }[] {
  const places = claimsOf(host)
    .filter((claim) => addresses.includes(claim.address))
    .map(({ guest, ...claim }) => ({
      path: claim.path,
      message: guest === undefined ? 'it is passed through here, too' : `${guest} gets it here`,
    }));
  const byPath = new Map(places.map((place) => [place.path.join('/'), place]));
  byPath.delete(path.join('/'));
  return [...byPath.values()];
}

/** Where a guest's PCI functions are in the profile. */
export function guestPlaces(host: Pick<Host, 'passthrough' | 'vms'>): Path[] {
  const paths = claimsOf(host).flatMap(({ guest, path }) => (guest === undefined ? [] : [path]));
  return [...new Map(paths.map((path) => [path.join('/'), path])).values()];
}

/** For each function of this machine that is passed through, the first place that names it. */
export function firstClaims(host: Pick<Host, 'passthrough' | 'vms' | 'machine'>): Map<string, Claim> {
  const there = host.machine?.pci && new Set(host.machine.pci.map(({ address }) => address));
  const first = new Map<string, Claim>();
  for (const claim of claimsOf(host)) {
    if (!first.has(claim.address) && there?.has(claim.address) !== false) first.set(claim.address, claim);
  }
  return first;
}
