import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

export interface RemovableDisk {
  /** As the kernel calls it, such as sdb. */
  name: string;
  /** Its name that stays, such as /dev/disk/by-id/usb-…; without one that of the kernel. */
  device: string;
  bytes: number;
  model: string;
}

const sectorSize = 512;

/** The removable disks of this machine, without empty drives and CDs; undefined if they cannot be looked up. */
export function removableDisks(root = '/'): RemovableDisk[] | undefined {
  const at = (...below: string[]) => path.join(root, 'sys/block', ...below);
  let names: string[];
  try {
    names = readdirSync(at());
  } catch {
    return undefined;
  }
  const lasting = lastingNames(path.join(root, 'dev/disk/by-id'));
  return names
    .filter((name) => /^(sd|vd|mmcblk)/.test(name) && line(at(name, 'removable')) === '1')
    .map((name) => ({
      ...{ name, device: lasting.get(name) ?? `/dev/${name}` },
      bytes: Number(line(at(name, 'size'))) * sectorSize,
      model: [line(at(name, 'device/vendor')), line(at(name, 'device/model'))].filter(Boolean).join(' '),
    }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function line(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

/** From names of the kernel to those of udev that stay; of several the first, which for a stick begins with usb-. */
function lastingNames(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  try {
    for (const link of readdirSync(folder).sort().reverse())
      found.set(path.basename(readlinkSync(path.join(folder, link))), `/dev/disk/by-id/${link}`);
  } catch {
    // Without udev there is no such folder.
  }
  return found;
}
