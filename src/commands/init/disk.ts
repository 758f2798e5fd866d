import { disksOf, serialOf } from '../../machine/contract.ts';
import { listed } from '../../machine/needs/need.ts';
import { isInternalDisk, mirrorsOf, pathsOf } from '../../machine/same-disk.ts';
import type { Disk, Facts } from '../../machine/schema.ts';
import { diskIdentity } from '../../profile/scalars.ts';
import { type DiskChoice, serialNumberHint, unknownDisk } from './plan.ts';

interface Identity {
  key: 'serial' | 'wwn';
  value: string;
}

/** The disk that is most likely the system disk, the reasons, and the other candidates. */
export function chooseDisk(facts: Facts): { disk: Disk | undefined; choice: DiskChoice } {
  const candidates = (facts.disks ?? []).filter(isInternalDisk);
  const root = candidates.find(({ mounts }) => mounts?.includes('/'));
  const fast = candidates.filter(({ transport }) => transport === 'nvme');
  const disk = root ?? (fast.length === 1 ? fast[0] : candidates[0]);
  if (!disk) {
    const none = facts.disks === null ? 'The facts list no disks.' : 'The facts list no internal disk.';
    return { disk, choice: { key: 'serial', value: unknownDisk, remarks: [none, serialNumberHint], inUse: false } };
  }
  const why = root
    ? 'the current system runs from it'
    : candidates.length === 1
      ? 'the only internal disk'
      : fast.length === 1
        ? 'the only NVMe disk, so most likely the right one; check it'
        : 'the first of several; check that it is the right one';
  const identity = identityOf(disk, facts);
  const same = pathsOf(disk, facts);
  const others = candidates.filter((other) => !same.includes(other)).map((other) => otherLine(other, facts));
  return {
    disk,
    choice: {
      key: identity?.key ?? 'serial',
      value: identity?.value ?? unknownDisk,
      inUse: Boolean(disk.mounts?.length),
      remarks: [
        `${described(disk)}: ${why}.`,
        ...paths(disk, facts),
        ...(identity
          ? []
          : [
              `${disk.name} reports neither a serial number nor a world wide name, so it cannot be identified.`,
              serialNumberHint,
            ]),
        ...(others.length > 0 ? ['Other disks:', ...others] : []),
      ],
    },
  };
}

/** Disks with one world wide name are paths of one disk; equal disks with different serial numbers may be a mirror. */
function paths(disk: Disk, facts: Facts): string[] {
  const same = pathsOf(disk, facts);
  if (same.length > 1) {
    const names = listed(same.map(({ name }) => name));
    return [
      `${names} are ${same.length === 2 ? 'two' : same.length} paths of one disk (the same wwn). The installer does not set up multipath: it needs a disk with one path.`,
    ];
  }
  const twins = mirrorsOf(disk, facts);
  return twins.length > 0
    ? [
        `${listed([disk, ...twins].map(({ name }) => name))} are of one model and size, and may be a mirror: check before one is erased.`,
      ]
    : [];
}

/** The identifiers that only this disk has. */
function identityOf(disk: Disk, facts: Facts): Identity | undefined {
  const paths = pathsOf(disk, facts);
  const ways: Identity[] = [
    { key: 'serial', value: serialOf(disk) ?? '' },
    { key: 'wwn', value: disk.wwn ?? '' },
  ];
  // A disk with several paths has one world wide name, and is named by that.
  if (paths.length > 1) ways.reverse();
  return ways.find(({ key, value }) => {
    const { sure } = disksOf(facts, { [key]: value });
    return diskIdentity.safeParse(value).success && sure.length > 0 && sure.every((each) => paths.includes(each));
  });
}

function otherLine(disk: Disk, facts: Facts): string {
  const identity = identityOf(disk, facts);
  return `  ${identity ? `${identity.key}: ${JSON.stringify(identity.value)}` : 'no serial number or wwn'} (${described(disk)})`;
}

function described({ name, model, size, mounts }: Disk): string {
  const amount = size === null ? undefined : `${Math.round(size / 1e9)} GB`;
  const used = mounts?.length ? `mounted at ${mounts.join(', ')}` : undefined;
  return [name, model, amount, used].filter(Boolean).join(', ');
}
