import type { DisksSection } from './disks.ts';
import type { FilesSection } from './files.ts';
import type { FindingsSection } from './findings.ts';
import type { GuestSection } from './guests.ts';
import type { MachineSection } from './machine.ts';
import type { NetworkSection } from './network/section.ts';
import type { Step } from './sequence.ts';
import type { Row } from './words.ts';

/** Everything that the page of one host says: plain data, without a secret. What is not known is null or empty. */
export interface HostReport {
  /** The host name; the profile's, where errors prevent that it is known. */
  name: string;
  profile: string;
  /** The time of SOURCE_DATE_EPOCH; null if it is not set. */
  time: string | null;
  /** Version of the program. */
  version: string;
  glance: Row[];
  findings: FindingsSection;
  machine: MachineSection | null;
  guests: GuestSection[] | null;
  network: NetworkSection | null;
  disks: DisksSection | null;
  /** What happens once, and what at each start. */
  sequence: { install: Step[]; start: Step[] } | null;
  files: FilesSection | null;
}
