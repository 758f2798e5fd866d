import type { GroupReport } from '../../machine/report/report.ts';

/** A value of the new profile, with why it is that and what else could be there. */
export interface Choice {
  value: string;
  /** Behind the value, on its line. */
  because?: string;
  /** Lines of the same form that are left to the user. */
  others: { value: string; because: string }[];
}

/** The disk to install to; nothing is named where nothing tells disks apart. */
export interface DiskChoice {
  key: 'serial' | 'wwn';
  value: string;
  /** What people should know about it, one thing each. */
  remarks: string[];
  /** Whether there is something on it that the installer would have to erase. */
  inUse: boolean;
}

/** Everything that a first profile says. */
export interface Plan {
  /** What it was made from, for the first lines. */
  about: string[];
  hostname: Choice;
  facts?: string;
  machine?: string;
  /** Ports of the bridge, as they stand in YAML. */
  port: Choice;
  disk: DiskChoice;
  /** A public ssh key of root. */
  key?: string;
  /** Whole groups that a guest can have; null if there are no facts. */
  groups: GroupReport[] | null;
  /** Why there are no groups to choose from, or what comes with choosing. */
  groupRemarks: string[];
  unsafeInterrupts: boolean;
  remarks: string[];
}

export const unknownDisk = 'CHANGE-ME-SERIAL';
export const whereSerialsAre =
  'To find it, run on the machine: cat /sys/block/*/device/serial, or lsblk -o NAME,SERIAL,WWN, or mkapkovl probe as root.';
