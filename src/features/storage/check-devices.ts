import type { Path, Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { disksInstead } from '../../machine/absent-disk.ts';
import { disksOf } from '../../machine/contract.ts';
import { type DiskName, diskName, isDisk, namesIdentity } from '../../machine/disk-names.ts';
import { described } from '../../machine/on-disk.ts';
import { problem } from './codes.ts';

/** Whether a mount names its disk in a way that lasts, and one that the machine has and the installer leaves alone. */
export function checkDevices(host: Host): Problem[] {
  return Object.entries(host.storage.mounts).flatMap(([folder, { device }]) => {
    const name = diskName(device);
    const path = ['storage', 'mounts', folder, 'device'];
    if (!name) return [];
    const disk = systemDisk(host, name);
    if (disk !== undefined) return [problem('mount-of-the-system-disk', path, { device, disk })];
    return [...notStable(host, device, name, path), ...notThere(host, device, path)];
  });
}

/** The disk to install to, if this is a name of it. Where the installer may erase a disk by its link, wipe is refused. */
function systemDisk({ install: { mode, disk }, machine }: Host, name: DiskName): string | undefined {
  if (mode !== 'sys' || !disk || (name.link && disk.wipe)) return undefined;
  if (name.link?.by === 'by-id' && namesIdentity(name.link.name, disk)) return disk.serial ?? disk.wwn;
  const all = machine?.disks ?? [];
  const [found, ...others] = machine && (disk.serial || disk.wwn) ? disksOf(machine, disk).sure : [];
  return found && others.length === 0 && isDisk(name, found, all) ? found.name : undefined;
}

/** mdadm names arrays by what is on their disks, where the kernel numbers disks. */
function notStable({ machine }: Host, device: string, { kernel }: DiskName, path: Path): Problem[] {
  if (!kernel || kernel.startsWith('md')) return [];
  const disks = machine?.disks?.some(({ name }) => name === kernel) ? undefined : machine?.disks?.map(described);
  return [problem('mount-name-not-stable', path, { device, disks: disks?.length ? disks.join(', ') : undefined })];
}

function notThere({ machine }: Host, device: string, path: Path): Problem[] {
  const disks = disksInstead(device, machine);
  return disks ? [problem('mount-not-in-facts', path, { device, disks: disks.join(', ') })] : [];
}
