import { disksOf } from '../machine/contract.ts';
import { ownName } from '../machine/host-name.ts';
import { contentOf, described } from '../machine/on-disk.ts';
import type { Host } from './host.ts';

interface UsedDisk {
  name: string;
  /** As people recognize it: name, size, model and serial number or WWN. */
  described: string;
  content: string;
  /** Its serial number or WWN, as the profile writes it. */
  identity: string;
  /** Whether the profile lets the installer erase it. */
  wipe: boolean;
  /**
   * Whose system the facts are of, by the name that the machine had: one of this host may be the installation itself; a
   * live system has no name of its own.
   */
  system: 'this host' | 'another' | 'unknown';
}

/** The disk of the installation, if the facts show that something is on it. */
export function usedDisk({ hostname, install: { mode, disk }, machine }: Host): UsedDisk | undefined {
  const identity = disk?.serial ?? disk?.wwn;
  if (mode !== 'sys' || !disk || !identity || !machine?.disks) return undefined;
  const [found, ...others] = disksOf(machine, disk).sure;
  const content = found && contentOf(found);
  if (!content || others.length > 0) return undefined;
  const before = ownName(machine);
  const system = before === undefined ? 'unknown' : short(before) === short(hostname) ? 'this host' : 'another';
  return { name: found.name, described: described(found), content, identity, wipe: disk.wipe !== undefined, system };
}

/** Facts may have the name with or without its domain, and names of hosts know no capitals (RFC 4343). */
const short = (name: string) => name.toLowerCase().replace(/\..*/, '');
