import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { usedDisk } from '../../host/used-disk.ts';
import { disksOf } from '../../machine/contract.ts';
import { problem } from './codes.ts';

/** Where systems have themselves: that these go is what wipe is for. */
const ofSystems = ['/', '/boot', '/boot/efi', '/efi', '[SWAP]'];

/** What would be lost of data that the profile or the facts show on the disk that the installer may erase. */
export function checkWipe(host: Host): Problem[] {
  const { install, machine, storage } = host;
  const { disk } = install;
  if (!disk?.wipe) return [];
  const path = ['install', 'disk', 'wipe'];
  const disks = machine?.disks ? disksOf(machine, disk).sure : [];
  const mounted = disks.flatMap(({ mounts }) => mounts ?? []);
  const identities = [disk.serial, disk.wwn, ...disks.flatMap(({ serial, wwn }) => [serial, wwn])];
  const names = identities.filter((each): each is string => Boolean(each));
  // udev's links have the serial number or the WWN in their names (60-persistent-storage.rules).
  const isLink = (device: string) =>
    device.startsWith('/dev/disk/by-id/') && names.some((each) => device.includes(each));
  const wanted = Object.entries(storage.mounts).filter(
    ([folder, { device }]) => mounted.includes(folder) || isLink(device),
  );
  const [first] = wanted;
  if (first) {
    const related = [{ path: ['storage', 'mounts', first[0]], message: 'it is mounted here' }];
    return [problem('install-wipe-mounted', path, { wipe: disk.wipe, folder: first[0] }, { related })];
  }
  const folders = mounted.filter((folder) => !ofSystems.includes(folder));
  if (folders.length > 0) return [problem('install-wipe-data', path, { wipe: disk.wipe, folders: folders.join(', ') })];
  const used = usedDisk(host);
  // What is on the disk of a host that is installed is its own system: attention says so.
  return used && used.system !== 'this host' ? [problem('install-wipe-content', path, used)] : [];
}
