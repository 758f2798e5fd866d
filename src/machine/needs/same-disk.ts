import { shortAddress } from '../address.ts';
import { disksAt } from '../behind.ts';
import { isInUse, pathsOf, twinsOf } from '../same-disk.ts';
import type { Disk, PciFunction } from '../schema.ts';
import { listed, type Need, type Question, type Taken } from './need.ts';

/** Disks that are at other controllers, too, and disks that may be a mirror with others. */
export const sameDiskNeeds: Question = (taken) =>
  taken.functions.flatMap((fn) =>
    disksAt(taken.facts, fn.address).flatMap((disk) => [...otherPath(taken, fn, disk), ...mirror(taken, fn, disk)]),
  );

/** What is mounted from a disk is mounted from all of its paths: see mountedNeeds. */
function otherPath({ facts, addresses }: Taken, fn: PciFunction, disk: Disk): Need[] {
  const paths = pathsOf(disk, facts);
  if (paths.some(({ mounts }) => mounts?.length)) return [];
  const names = paths.filter((path) => path !== disk && stays(path, addresses)).map(({ name }) => name);
  const places = (disk.controllers ?? []).filter((address) => !addresses.has(address)).map(shortAddress);
  return [
    ...(names.length > 0
      ? [need('other-path', fn, `${disk.name} is the same disk as ${listed(names)}, by its world wide name (wwn)`)]
      : []),
    ...(places.length > 0 ? [need('other-path', fn, `${disk.name} is attached to ${listed(places)}, too`)] : []),
  ];
}

/** A mirror of ZFS or Btrfs shows only on one of its disks that it is in use. */
function mirror({ facts, addresses }: Taken, fn: PciFunction, disk: Disk): Need[] {
  if (isInUse(disk) !== null) return [];
  const names = twinsOf(disk, facts)
    .filter((twin) => isInUse(twin) && stays(twin, addresses))
    .map(({ name }) => name);
  if (names.length === 0) return [];
  const is = names.length > 1 ? 'are' : 'is';
  const detail = `${disk.name} has the model and size of ${listed(names)}, which ${is} in use: they may be a mirror`;
  return [need('maybe-mirror', fn, detail)];
}

const stays = ({ controllers }: Disk, addresses: ReadonlySet<string>) =>
  controllers === null || controllers.length === 0 || controllers.some((address) => !addresses.has(address));

const need = (kind: Need['kind'], { address }: PciFunction, detail: string): Need => ({
  kind,
  address,
  confidence: kind === 'other-path' ? 'measured' : 'inferred',
  detail,
});
