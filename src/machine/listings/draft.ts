import { Blocks } from './blocks.ts';
import type { Line } from './lines.ts';
import { type CardDraft, emptyCard } from './network/card-draft.ts';

/** What the lines so far say about one PCI function; everything else is absent. */
export interface FunctionDraft {
  address: string;
  id?: string;
  class?: string;
  subsystem?: string;
  driver?: string;
  modules?: string[];
  /** Null if a line says that it is in no group. */
  group?: number | null;
  resets?: boolean;
  flr?: boolean;
  acs?: boolean;
  rom?: boolean;
  link?: string;
  linkLimit?: string;
  resizableBar?: boolean;
  numa?: number;
  name?: string;
  bridges?: string[];
  physical?: string;
  /** The number of its hotplug slot. */
  slot?: string;
  /** The serial number of the device, in bytes: 52-54-00-ff-ff-12-34-56. */
  serial?: string;
  /** As root, lspci -vv shows where its virtual functions are. */
  virtual?: { total?: number; now?: number; offset?: number; stride?: number };
  /** What listings say differently. */
  disputed: Set<Disputed>;
  /** The lists that contained it. */
  lists: Set<List>;
  /** Its line in a list of all devices. */
  listedAt?: Line;
  line: Line;
}

export type Disputed = 'id' | 'class' | 'subsystem' | 'driver' | 'group' | 'presence';

/** Whether the group precedes the function, or the line is plain lspci output. */
export type List = 'grouped' | 'plain';

export interface UsbDraft {
  bus: number;
  device?: number;
  id?: string;
  port?: string;
  product?: string;
  serial?: string;
  driver?: string;
  class?: string;
  line: Line;
}

export interface DiskDraft {
  name: string;
  serial?: string;
  wwn?: string;
  size?: number;
  model?: string;
  transport?: string;
  removable?: boolean;
  mounts?: string[];
  heldBy?: string[];
  /** A member of a ZFS pool. */
  zfs?: boolean;
  /** Without a mount, lsblk does not say whether what is on it is in use. */
  mayBeUsed?: boolean;
  /** What is on it and its partitions, in the words of blkid. */
  signatures?: string[];
  /** Whether a listing shows what is on it. */
  typed?: boolean;
  controller?: string;
}

/** A ZFS pool that the host has imported. */
export interface PoolDraft {
  name: string;
  /** As zpool status names them, without the folder. */
  members: Set<string>;
  mounts: Set<string>;
}

/** A line that is a message for the user, not data. */
export type Trouble =
  | { kind: 'unreadable'; line: Line; reason: string }
  | { kind: 'contradiction'; line: Line; address: string; what: string; before: string; now: string };

/** Everything that the lines so far have said. */
export class Draft {
  readonly functions = new Map<string, FunctionDraft>();
  readonly usb: UsbDraft[] = [];
  /** By bus: the controller, and its driver. */
  readonly buses = new Map<number, { controller?: string; disputed?: boolean; driver?: string; line: Line }>();
  readonly troubles: Trouble[] = [];
  /** The kinds of listings that were recognised. */
  readonly sources = new Set<string>();
  /** Which lists show drivers, like lspci -k: in these, a function without one has none. */
  readonly blocks = new Blocks<FunctionDraft>();
  /** Whether the listing marks functions that can be reset. */
  marksResets = false;
  /** Whether a line says that there are no groups. */
  saysNoGroups = false;
  /** The line that shows that the kernel was booted with an option that splits groups. */
  override: Line | undefined;
  /**
   * By address of a function, the line in which the kernel refuses to pass it through because the firmware has reserved
   * memory.
   */
  readonly reserved = new Map<string, Line>();
  /** The function to which detail lines belong. */
  current: FunctionDraft | undefined;
  /** The bus of the device that lsusb has listed last. */
  currentBus: number | undefined;
  readonly disks: DiskDraft[] = [];
  readonly nics: CardDraft[] = [];
  arch: string | undefined;
  /** The maker of the processor. */
  processor: 'intel' | 'amd' | undefined;
  readonly pools = new Map<string, PoolDraft>();
  /** Of each command whose output is not read, the first line, and what to paste instead. */
  readonly others = new Map<string, { line: Line; instead: string }>();

  at(address: string, line: Line): FunctionDraft {
    const known = this.functions.get(address);
    if (known) return known;
    const added: FunctionDraft = { address, lists: new Set(), disputed: new Set<Disputed>(), line };
    this.functions.set(address, added);
    return added;
  }

  /** Records what a line says; a contradiction is reported, and the function remembers it. */
  note<Key extends 'id' | 'class' | 'subsystem' | 'driver' | 'group'>(
    fn: FunctionDraft,
    key: Key,
    value: FunctionDraft[Key] | undefined,
    line: Line,
  ): void {
    if (value === undefined) return;
    const before = fn[key];
    if (before === undefined || refines(before, value)) fn[key] = value;
    else if (before !== value && !refines(value, before)) {
      fn.disputed.add(key);
      this.contradicts(line, fn.address, key, String(before), String(value));
    }
  }

  contradicts(line: Line, address: string, what: string, before: string, now: string): void {
    this.troubles.push({ kind: 'contradiction', line, address, what, before, now });
  }

  unreadable(line: Line, reason: string): void {
    this.troubles.push({ kind: 'unreadable', line, reason });
  }

  usbDevice(bus: number, device: number | undefined, port: string | undefined, line: Line): UsbDraft {
    const known = this.usb.find(
      (each) =>
        each.bus === bus &&
        ((device !== undefined && each.device === device) || (port !== undefined && each.port === port)),
    );
    if (known) {
      if (device !== undefined) known.device ??= device;
      if (port !== undefined) known.port ??= port;
      return known;
    }
    const added = { bus, ...(device === undefined ? {} : { device }), ...(port === undefined ? {} : { port }), line };
    this.usb.push(added);
    return added;
  }

  disk(name: string): DiskDraft {
    const known = this.disks.find((disk) => disk.name === name);
    if (known) return known;
    const added = { name };
    this.disks.push(added);
    return added;
  }

  pool(name: string): PoolDraft {
    const pool = this.pools.get(name) ?? { name, members: new Set(), mounts: new Set() };
    this.pools.set(name, pool);
    return pool;
  }

  nic(name: string): CardDraft {
    const known = this.nics.find((nic) => nic.name === name);
    if (known) return known;
    const added = emptyCard(name);
    this.nics.push(added);
    return added;
  }

  bus(number: number, line: Line) {
    const known = this.buses.get(number) ?? { line };
    this.buses.set(number, known);
    return known;
  }

  /** Records the controller of a bus. */
  busOf(number: number, controller: string, line: Line): void {
    const bus = this.bus(number, line);
    if (bus.controller && bus.controller !== controller) {
      this.contradicts(line, `USB bus ${number}`, 'controller', bus.controller, controller);
      bus.disputed = true;
    } else bus.controller = controller;
    this.note(this.at(controller, line), 'class', '0c03', line);
  }
}

/** A class of six digits is more precise than the same one of four. */
const refines = (before: unknown, now: unknown) =>
  typeof before === 'string' && typeof now === 'string' && now.length > before.length && now.startsWith(before);
