import type { Path, Problem } from '../../findings/finding.ts';
import { firstClaims, otherClaims } from '../../host/claims.ts';
import type { Host } from '../../host/host.ts';
import { usedDisk } from '../../host/used-disk.ts';
import { functionAt } from '../../machine/by-address.ts';
import { disksOf } from '../../machine/contract.ts';
import { listed } from '../../machine/needs/need.ts';
import { described } from '../../machine/on-disk.ts';
import { mirrorsOf, pathsOf } from '../../machine/same-disk.ts';
import type { Disk, Facts } from '../../machine/schema.ts';
import { carriersOf } from '../../machine/through.ts';
import { parseSize } from '../../profile/units.ts';
import { problem } from './codes.ts';

const key = ['install', 'disk'];

/** Whether this machine has exactly one disk that matches the profile, within its bounds. */
export function checkDisk(host: Host): Problem[] {
  const { install, machine } = host;
  const { disk } = install;
  if (!machine?.disks || !disk || (!disk.serial && !disk.wwn)) return [];
  const path = [...key, disk.serial ? 'serial' : 'wwn'];
  const wanted = [disk.serial, disk.wwn].filter(Boolean).join(' and ');
  const { sure, unsure } = disksOf(machine, disk);
  const [found] = sure;
  if (!found && unsure.length > 0) {
    return [problem('install-disk-unverified', path, { wanted, disks: unsure.map(described).join(' or ') })];
  }
  if (!found) return [problem('install-disk-not-in-facts', path, { wanted, disks: machine.disks.map(described) })];
  if (sure.length > 1 && sure.every((disk) => pathsOf(found, machine).includes(disk))) {
    return [problem('install-disk-multipath', path, { wanted, disks: listed(sure.map(({ name }) => name)) })];
  }
  if (sure.length > 1) {
    return [problem('install-disk-several', path, { wanted, disks: listed(sure.map(inFull)) })];
  }
  return [
    ...outsideBounds(host, found),
    ...passedThrough(host, found),
    ...maybeMirror(machine, path, found),
    ...notBlank(host, path),
  ];
}

/** A machine that has the name of the profile may be this host, installed already: its facts show its own disk. */
function notBlank(host: Host, path: Path): Problem[] {
  const disk = usedDisk(host);
  return disk && !disk.wipe && disk.system === 'another' ? [problem('install-disk-not-blank', path, disk)] : [];
}

/** Everything by which a profile can distinguish one of several matching disks. */
function inFull({ name, serial, wwn }: Disk): string {
  return `${name} (serial ${serial || 'unknown'}, wwn ${wwn || 'unknown'})`;
}

function outsideBounds({ install: { disk } }: Host, { name, size }: Disk): Problem[] {
  if (size === null) return [];
  return (['min_size', 'max_size'] as const).flatMap((bound) => {
    const limit = disk?.[bound];
    const fits = !limit || (bound === 'min_size' ? size >= parseSize(limit) : size <= parseSize(limit));
    return fits
      ? []
      : [problem('install-disk-out-of-bounds', [...key, bound], { name, size: sizeText(size), bound, limit })];
  });
}

/** In the units that disks are sold by. */
const sizeText = (bytes: number) => `${Math.round(bytes / 1e8) / 10}GB (${bytes} bytes)`;

/** A disk on a controller that is passed through is not available when the installed system starts. */
function passedThrough(host: Host, { name, controllers }: Disk): Problem[] {
  const claims = firstClaims(host);
  const through = controllers?.flatMap((address) => {
    const fn = host.machine && functionAt(host.machine, address);
    return [address, ...(fn && host.machine ? carriersOf(host.machine, fn) : [])];
  });
  const claim = through?.map((address) => claims.get(address)).find((found) => found !== undefined);
  if (!claim) return [];
  const related = [{ path: key, message: 'the installation disk' }, ...otherClaims(host, [claim.address], claim.path)];
  return [problem('install-disk-passed-through', claim.path, { device: claim.address, name }, { related })];
}

function maybeMirror(machine: Facts, path: Path, found: Disk): Problem[] {
  const twins = mirrorsOf(found, machine).map(({ name }) => name);
  return twins.length > 0
    ? [problem('install-disk-maybe-mirror', path, { name: found.name, twins: listed(twins) })]
    : [];
}
