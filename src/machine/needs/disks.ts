import { disksBehind } from '../behind.ts';
import { isVmd } from '../kinds.ts';
import { pathsOf } from '../same-disk.ts';
import type { Disk, PciFunction } from '../schema.ts';
import { carriersOf } from '../through.ts';
import { listed, type Need, type NeedKind, type Question, type Taken } from './need.ts';
import { sameDiskNeeds } from './same-disk.ts';
import { otherDiskNeeds, systemDiskNeeds, usbDiskNeeds } from './system-disk.ts';
import { isSystemFound, unplacedAt } from './system-found.ts';

/**
 * What the host has on disks of the functions that are passed through: what is mounted, what volumes and arrays use,
 * and what is not known.
 */
export const diskNeeds: Question = (taken) => [
  ...mountedNeeds(taken),
  ...(isSystemFound(taken.facts) ? [] : [...systemDiskNeeds(taken), ...usbDiskNeeds(taken), ...otherDiskNeeds(taken)]),
  ...usedNeeds(taken),
  ...heldNeeds(taken),
  ...sameDiskNeeds(taken),
];

function mountedNeeds(taken: Taken): Need[] {
  return ofEach(taken, (disks) => {
    const kinds = new Map<NeedKind, string[]>();
    for (const disk of disks) {
      // A disk with several paths may be mounted by the name of another one.
      const used = disk.mounts?.length ? disk : pathsOf(disk, taken.facts).find(({ mounts }) => mounts?.length);
      for (const mount of used?.mounts ?? []) {
        const kind = kindOf(mount, used!);
        kinds.set(kind, [...(kinds.get(kind) ?? []), describeMount(disk, used!, mount)]);
      }
    }
    const imported = disks.filter(isImported).map(({ name, held_by }) => `${name} is held by ${listed(held_by ?? [])}`);
    if (imported.length > 0) kinds.set('mounted-disk', [...(kinds.get('mounted-disk') ?? []), ...imported]);
    return [...kinds];
  });
}

/** ZFS mounts what is in a pool as soon as the host imports it, and may run from it. */
const isImported = ({ mounts, held_by }: Disk): boolean =>
  mounts === null && Boolean(held_by?.some((holder) => holder.startsWith('zfs (')));

function describeMount({ name }: Disk, used: Disk, mount: string): string {
  const subject = used.name === name ? name : `${name} is the same disk as ${used.name}, which`;
  return mount === '[SWAP]' ? `${subject} has swap` : `${subject} is mounted at ${mount}`;
}

/** Alpine mounts its boot medium below /media, other live systems below /run or /cdrom. */
function kindOf(mount: string, { mounts }: Disk): NeedKind {
  if (mount === '/') return 'root-disk';
  // The boot partition of the system disk is redundant.
  if (/^\/(boot|efi)(\/|$)/.test(mount) && mounts?.includes('/')) return 'root-disk';
  if (/^\/(boot|efi|media|cdrom|\.modloop|run\/(live|initramfs|archiso|media)|lib\/live)(\/|$)/.test(mount)) {
    return 'boot-medium';
  }
  return 'mounted-disk';
}

/** LVM, md, bcache, dm-crypt and multipath hold disks that need not be mounted: guests may have what is on them. */
function heldNeeds(taken: Taken): Need[] {
  return ofEach(taken, (disks) => {
    const held = disks.filter((disk) => disk.held_by?.length && !disk.mounts?.length && !isImported(disk));
    return held.length === 0
      ? []
      : [['held-disk', held.map(({ name, held_by }) => `${name} is held by ${listed(held_by ?? [])}`)]];
  });
}

/**
 * Facts have no mounts of a disk where ZFS, or a layer that nothing resolves, may be on it; and a listing of disks does
 * not say which controller they are at.
 */
function usedNeeds(taken: Taken): Need[] {
  const { facts } = taken;
  const found = isSystemFound(facts);
  return ofEach(taken, (disks, fn) => {
    const unknown = found
      ? disks.filter((disk) => disk.mounts === null && !disk.held_by?.length && !isIdleMember(disk))
      : [];
    const elsewhere = unplacedAt(facts, fn).filter(({ mounts, held_by }) => isUsed(mounts) || held_by?.length);
    const idle = disks.filter(isIdleMember);
    const details = [
      ...idle.map(({ name, signatures }) => `${name} has the signature ${listed(members(signatures))}`),
      ...(unknown.length > 0 ? [`it is unknown whether ${namesOf(unknown)} is in use`] : []),
      ...(elsewhere.length > 0
        ? [`it is unknown whether ${namesOf(elsewhere)}, which is in use, is attached to it`]
        : []),
    ];
    return details.length > 0 ? [['maybe-used-disk', details]] : [];
  });
}

/** Volumes and arrays that are not active now: LVM, md, ZFS, bcache, LUKS, in the words of blkid. */
const members = (signatures: string[] | null) => [
  ...new Set((signatures ?? []).filter((each) => /_member$|^bcache$|^crypto_LUKS$/.test(each))),
];
const isIdleMember = ({ mounts, held_by, signatures }: Disk) =>
  members(signatures).length > 0 && !mounts?.length && !held_by?.length;

const isUsed = (mounts: string[] | null) => Boolean(mounts?.length) && !mounts?.includes('/');
const namesOf = (disks: Disk[]) => listed(disks.map(({ name }) => name));

function ofEach(
  { facts, functions }: Taken,
  kindsOf: (disks: Disk[], fn: PciFunction) => [NeedKind, string[]][],
): Need[] {
  return functions.flatMap((fn) => {
    // What is behind a VMD is reported once, of the VMD, if both go.
    const carriers = carriersOf(facts, fn);
    if (carriers.some((address) => functions.some((other) => other.address === address && isVmd(other)))) return [];
    return kindsOf(disksBehind(facts, fn.address), fn).map(([kind, details]) => ({
      kind,
      address: fn.address,
      confidence: kind === 'maybe-used-disk' ? ('inferred' as const) : ('measured' as const),
      detail: listed(details),
    }));
  });
}
