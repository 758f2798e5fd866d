import type { Path } from '../findings/finding.ts';
import { disksOf } from '../machine/contract.ts';
import { type DiskName, diskName, isDisk, namesIdentity } from '../machine/disk-names.ts';
import { listed } from '../machine/needs/need.ts';
import type { Disk } from '../machine/schema.ts';
import type { Host } from './host.ts';

/** What the host does with a disk. */
interface Use {
  /** Such as "it is mounted at /srv (storage.mounts)". */
  why: string;
  /** The place of the profile that says so; absent if only the facts do. */
  path?: Path;
}

/** A disk or partition that the host itself uses. */
interface Own extends Use {
  name: DiskName;
  disk: Disk | undefined;
}

type Owner = Pick<Host, 'install' | 'machine' | 'storage' | 'libvirt'>;

/**
 * Why a disk must not be given to guests, if the host uses it or installs to it; `pool` is excluded, because it is the
 * one that asks.
 */
export function usedByHost(host: Owner, path: string, pool?: string): Use | undefined {
  const name = diskName(path);
  if (!name) return lookalike(host, path);
  const disk = factsOf(host, name);
  return (
    (disk && measured(host, disk)) ??
    (name.link?.by === 'by-id' && host.install.disk && namesIdentity(name.link.name, host.install.disk)
      ? { why: 'it is the installation disk (install.disk)', path: installDisk }
      : undefined) ??
    inProfile(host, pool).find((own) => overlap({ name, disk }, own))
  );
}

/**
 * Devices that are not disks by name (LVM volumes, mappings) may still have the same name in two places of the profile.
 */
function lookalike({ storage }: Owner, path: string): Use | undefined {
  const [folder] = Object.entries(storage.mounts).find(([, { device }]) => device === path) ?? [];
  return folder === undefined ? undefined : mountedAt(folder);
}

const installDisk = ['install', 'disk'];

const mountedAt = (folder: string): Use => ({
  why: `it is mounted at ${folder} (storage.mounts)`,
  path: ['storage', 'mounts', folder],
});

/** The other place of the profile that a finding about such a disk shows. */
export const alsoAt = ({ why, path }: Use) => (path ? { related: [{ path, message: why }] } : {});

function factsOf({ machine }: Owner, name: DiskName): Disk | undefined {
  const disks = machine?.disks ?? [];
  return disks.find((disk) => isDisk(name, disk, disks) === true);
}

/** Disks in use according to the facts (system, swap, anything mounted), and the disk to install to. */
function measured({ install, machine }: Owner, disk: Disk): Use | undefined {
  const places = (disk.mounts ?? []).filter((mount) => mount !== '[SWAP]');
  const uses = [
    ...(places.length > 0 ? [`is mounted at ${listed(places)}`] : []),
    ...(disk.mounts?.includes('[SWAP]') ? ['has swap'] : []),
  ];
  if (uses.length > 0) return { why: `${disk.name} ${uses.join(' and ')}` };
  const wanted = machine && install.disk && (install.disk.serial || install.disk.wwn);
  return wanted && disksOf(machine, install.disk!).sure.includes(disk)
    ? { why: `${disk.name} is the installation disk (install.disk)`, path: installDisk }
    : undefined;
}

/** The devices of the profile's mounts and pools. Only the target knows the disks of an LVM group or a ZFS pool. */
function inProfile(host: Owner, except: string | undefined): Own[] {
  const mounts = Object.entries(host.storage.mounts).map(([folder, { device }]) => ({
    device: pathOf(device),
    ...mountedAt(folder),
  }));
  const pools = Object.entries(host.libvirt?.pools ?? {}).flatMap(([pool, { type, ...rest }]) =>
    pool !== except && (type === 'disk' || type === 'fs') && 'source' in rest && 'device' in rest.source
      ? [
          {
            device: rest.source.device,
            why: `it belongs to the pool ${pool} (libvirt.pools)`,
            path: ['libvirt', 'pools', pool, 'source', 'device'],
          },
        ]
      : [],
  );
  return [...mounts, ...pools].flatMap(({ device, ...use }) => {
    const name = diskName(device);
    return name ? [{ name, disk: factsOf(host, name), ...use }] : [];
  });
}

/** UUID=… and similar as the link that udev and mdev create. */
function pathOf(device: string): string {
  const [, kind, value] = /^(UUID|LABEL|PARTUUID|PARTLABEL)=(.+)$/.exec(device) ?? [];
  return kind ? `/dev/disk/by-${kind.toLowerCase()}/${value}` : device;
}

/** Whether two names mean the same device, or one a part of the other; two partitions of a disk do not overlap. */
function overlap(a: Pick<Own, 'name' | 'disk'>, b: Own): boolean {
  const same = a.disk
    ? a.disk === b.disk
    : a.name.kernel
      ? a.name.kernel === b.name.kernel
      : a.name.link?.by === b.name.link?.by && a.name.link?.name === b.name.link?.name;
  const { partition } = a.name;
  return same && (!partition || !b.name.partition || partition === b.name.partition);
}
