import type { Facts, PciFunction } from '../schema.ts';

/** What the host may need a function for. */
export type NeedKind =
  /** What the system runs from. */
  | 'root-disk'
  /** Where it, or the installer, was started from. */
  | 'boot-medium'
  /** Swap, or another mounted file system. */
  | 'mounted-disk'
  /** No other disk would be left. */
  | 'only-disk-controller'
  /** One of several that may hold the system; nothing says which does. */
  | 'maybe-system-disk'
  /** The way to everybody else. */
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
  /** What the firmware shows its screens on. */
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
  /** Measured on the machine, or inferred from what a listing has and has not. */
  confidence: 'measured' | 'inferred';
  /** The reason, for people: "nvme0n1 is mounted at /". */
  detail: string;
}

/** Everything that one kind of question needs: the machine, and what goes. */
export interface Taken {
  facts: Facts;
  /** The functions that go, in order. */
  functions: PciFunction[];
  /** Their addresses. */
  addresses: ReadonlySet<string>;
}

/** Answers one kind of question. */
export type Question = (taken: Taken) => Need[];

/** Names for a sentence: "a", "a and b", "a, b and c". */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
