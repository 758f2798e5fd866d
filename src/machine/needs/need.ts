import type { Facts, PciFunction } from '../schema.ts';

/** What the host may need a function for. */
export type NeedKind =
  /** The disk that the system runs from. */
  | 'root-disk'
  /** The medium that it, or the installer, was booted from. */
  | 'boot-medium'
  /** Swap, or another mounted file system. */
  | 'mounted-disk'
  /** No other disk controller would be left. */
  | 'only-disk-controller'
  /** One of several disks that may contain the system. */
  | 'maybe-system-disk'
  /** The way to other networks. */
  | 'default-route'
  /** No other network card would be left. */
  | 'only-network-card'
  /** Only wireless ones would be left. */
  | 'only-wired-card'
  /** No other keyboard would be left. */
  | 'keyboard'
  /** No USB port would be left. */
  | 'only-usb-controller'
  /** The uninterruptible power supply that signals when to shut down. */
  | 'power-supply'
  /** The display of the firmware. */
  | 'boot-display'
  /** No other display would be left. */
  | 'only-display'
  /** iLO, iDRAC, iRMC, IPMI … */
  | 'management-controller'
  /** The board's own firmware, clock and sensors. */
  | 'chipset';

export interface Need {
  kind: NeedKind;
  /** The function that is needed. */
  address: string;
  /** Whether it was measured on the machine, or inferred from what a listing contains and lacks. */
  confidence: 'measured' | 'inferred';
  /** The evidence, for people: "nvme0n1 is mounted at /". */
  detail: string;
}

/** The input of each kind of question: the machine, and the functions to be passed through. */
export interface Taken {
  facts: Facts;
  /** The functions to be passed through, in order. */
  functions: PciFunction[];
  /** Their addresses. */
  addresses: ReadonlySet<string>;
}

/** Answers one kind of question. */
export type Question = (taken: Taken) => Need[];

/** Joins names for a sentence: "a", "a and b", "a, b and c". */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
