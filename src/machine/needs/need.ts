import type { Facts, PciFunction } from '../schema.ts';

/** What the host may need a function for, and what else may stand against giving it to a guest. */
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
  /** A disk that a volume group, an array or a mapping uses, but that is not mounted. */
  | 'held-disk'
  /** A disk of which the facts do not show whether it is in use. */
  | 'maybe-used-disk'
  /** Another path leads to the same disk, and stays. */
  | 'other-path'
  /** A disk that looks like a half of a mirror. */
  | 'maybe-mirror'
  /** The way to other networks. */
  | 'default-route'
  /** One of several network cards that may be the way to other networks. */
  | 'maybe-network-card'
  /** No other network card would be left. */
  | 'only-network-card'
  /** Only wireless ones would be left. */
  | 'only-wired-card'
  /** No other keyboard would be left. */
  | 'keyboard'
  /** A USB controller of which the facts do not show what is attached to it. */
  | 'maybe-usb'
  /** No USB port would be left. */
  | 'only-usb-controller'
  /** The uninterruptible power supply that signals when to shut down. */
  | 'power-supply'
  /** The display of the firmware. */
  | 'boot-display'
  /** One of several displays that may show the console. */
  | 'maybe-boot-display'
  /** No other display would be left. */
  | 'only-display'
  /** iLO, iDRAC, iRMC, IPMI … */
  | 'management-controller'
  /** The board's own firmware, clock and sensors. */
  | 'chipset'
  /** What it exists through would go as well. */
  | 'carrier'
  /** A virtual function, which somebody must make at each start of the host. */
  | 'virtual-function'
  /** A part of the processor or the chipset that no guest can use. */
  | 'internal'
  /** Behind a Thunderbolt or USB4 port. */
  | 'removable'
  /** Nothing can reset it. */
  | 'no-reset'
  /** Only a part of a card. */
  | 'split-card'
  /** Other functions may be in its group. */
  | 'maybe-group'
  /** The facts do not show what it is. */
  | 'maybe-anything'
  /** Listings contradict each other about what it is, or whether it is there. */
  | 'disputed'
  /** Virtual functions that are listed, and may be its own. */
  | 'virtual-functions';

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
  /** Those that a guest gets; the others are only kept from the host with their group. */
  given: ReadonlySet<string>;
}

/** Answers one kind of question. */
export type Question = (taken: Taken) => Need[];

/** Joins names for a sentence: "a", "a and b", "a, b and c". */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
