import type { OnHost } from '../../import/on-host.ts';
import { serialNumbersCommand } from '../../machine/contract.ts';
import type { GroupReport } from '../../machine/report/report.ts';

/** A value of the new profile, with its reason and the alternatives. */
export interface Choice {
  value: string;
  /** The comment at the end of the value's line. */
  because?: string;
  /** Alternatives in the same form, for the user to choose from. */
  others: { value: string; because: string }[];
}

/** The disk to install to; empty if nothing distinguishes the disks. */
export interface DiskChoice {
  key: 'serial' | 'wwn';
  value: string;
  /** Notes for people, one fact each. */
  remarks: string[];
  /** Whether it contains data that the installer would have to erase. */
  inUse: boolean;
}

/** All values of a first profile. */
export interface Plan {
  /** Its source, for the header comment. */
  about: string[];
  hostname: Choice;
  facts?: string;
  machine?: string;
  /** What identifies the machine for a medium for several hosts. */
  match?: { key: 'serial' | 'uuid'; value: string };
  /** Ports of the bridge, as YAML. */
  port: Choice;
  disk: DiskChoice;
  /** Public ssh keys for root. */
  keys?: string[];
  /** Where they come from. */
  keyRemarks?: string[];
  /** Whether the installer asks for a password, too, because every key has options. */
  passwordToo?: boolean;
  /** The release that the host runs now. */
  alpine?: string;
  /** Whole groups that can be passed through; null without facts. */
  groups: GroupReport[] | null;
  /** The devices that the example gives to a guest. */
  example: string[];
  /** Why there are no groups to choose from, or what choosing one implies. */
  groupRemarks: string[];
  unsafeInterrupts: boolean;
  remarks: string[];
  /** What libvirt on the host has, if it was asked. */
  onHost?: OnHost;
}

export const unknownDisk = 'CHANGE-ME-SERIAL';
export const serialNumberHint = `To find it, run on the machine: ${serialNumbersCommand},WWN, or mkapkovl probe as root.`;
