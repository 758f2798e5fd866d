import { disksOf } from '../machine/contract.ts';
import { ownName } from '../machine/host-name.ts';
import { contentOf } from '../machine/on-disk.ts';
import type { Host } from './host.ts';

interface UsedDisk {
  name: string;
  content: string;
  /** Its serial number or WWN, as the profile writes it. */
  identity: string;
  /** Whether the machine had another name when the facts were collected, so that the host is not installed on it. */
  ofOther: boolean;
}

/** The disk of the installation, if the facts show that something is on it and the profile does not let it be erased. */
export function usedDisk({ hostname, install: { mode, disk }, machine }: Host): UsedDisk | undefined {
  const identity = disk?.serial ?? disk?.wwn;
  if (mode !== 'sys' || !disk || !identity || disk.wipe || !machine?.disks) return undefined;
  const [found, ...others] = disksOf(machine, disk).sure;
  const content = found && contentOf(found);
  if (!content || others.length > 0) return undefined;
  const before = ownName(machine);
  return { name: found.name, content, identity, ofOther: before !== undefined && short(before) !== short(hostname) };
}

/** Facts may have the name with or without its domain, and names of hosts know no capitals (RFC 4343). */
const short = (name: string) => name.toLowerCase().replace(/\..*/, '');
