import path from 'node:path';
import type { Problem } from '#src/findings/finding.ts';
import type { Host } from '#src/host/host.ts';
import { problem } from './codes.ts';

/** Folders of Alpine's base system (alpine-baselayout) and of its package libvirt-daemon, and one that the agent makes. */
const there = [
  '/etc',
  '/home',
  '/media',
  '/mnt',
  '/opt',
  '/root',
  '/srv',
  '/var/lib',
  '/var/lib/libvirt',
  '/var/lib/libvirt/images',
  '/var/lib/libvirt/qemu',
  '/var/lib/libvirt/qemu/nvram',
];

/** libvirt makes the file of a guest's UEFI variables at its first start, but not the folder (qemu_process.c, qemuPrepareNVRAM). */
export function checkNvram(host: Host): Problem[] {
  return Object.entries(host.vms).flatMap(([name, { boot, disks }]) => {
    const { nvram } = boot;
    const file = typeof nvram === 'object' ? nvram.path : nvram;
    if (file === undefined) return [];
    const folder = path.posix.dirname(file);
    const ofDisks = disks.flatMap((disk) => (disk.path ? [path.posix.dirname(disk.path)] : []));
    if (there.includes(folder) || ofDisks.includes(folder) || made(host).some((each) => isBelow(folder, each)))
      return [];
    const at = ['vms', name, 'boot', 'nvram', ...(typeof nvram === 'object' ? ['path'] : [])];
    return [problem('nvram-folder-unknown', at, { folder, name })];
  });
}

/** Folders that the profile makes: pools, mount points, and those of its files. */
function made({ libvirt, storage, files }: Host): string[] {
  const pools = Object.values(libvirt?.pools ?? {}).map((pool) => pool.path);
  return [...pools, ...Object.keys(storage.mounts), ...Object.keys(files).map((file) => path.posix.dirname(file))];
}

const isBelow = (folder: string, other: string) => other !== '/' && `${folder}/`.startsWith(`${other}/`);
