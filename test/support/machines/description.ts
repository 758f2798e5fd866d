import { parse } from 'yaml';

/**
 * A machine in a few lines, as test/machines/NAME/machine.yaml has it. Its tables have one device a line; what lies below a
 * bridge is indented by two blanks.
 */
export interface Description {
  dmi?: Record<string, string>;
  hostname: string;
  kernel: string;
  release?: string;
  cmdline: string;
  /** x86_64 unless it says something else. */
  arch?: string;
  firmware: 'uefi' | 'bios';
  /** Names of ACPI tables in addition to the usual ones. */
  acpi?: string[];
  /** Names of the units that the kernel uses; none if the IOMMU is off. */
  iommu?: string[];
  remapping: boolean;
  cpu: { vendor: string; model: string; processors: string; flags: string };
  /** KiB. */
  memory: number;
  /**
   * ADDRESS CLASS ID SUBSYSTEM DRIVER GROUP, then options: numa, resets, boot_vga, rom, label, physfn, acs, modules;
   * link=8.0x4, link_limit=16.0x16, sriov=TOTAL:OFFSET:STRIDE, outputs=DP-1:connected,DP-2:disconnected,
   * boot_display=1, rebar=1, removable=removable, mdev=TYPE,TYPE, mdevs=TYPE,TYPE (those that are there)
   */
  functions: string;
  /** CONTROLLER or NAME ID CLASS DRIVERS PRODUCT [serial=…]. */
  usb?: string;
  disks?: DescribedDisk[];
  nics?: DescribedCard[];
  /** What keyboards call themselves, and where: an interface such as 3-1:1.0, or i8042. */
  keyboards?: Record<string, string>;
  /** MAJOR:MINOR PLACE TYPE SOURCE. */
  mounts?: string;
  swaps?: string[];
  /** Pools of ZFS that are imported. */
  pools?: string[];
  /** Bridges, bonds and VLANs, with what each consists of. */
  uppers?: Record<string, string[]>;
  default_routes?: string[];
}

export interface DescribedDisk {
  name: string;
  /** A PCI address with what follows in sysfs: 0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0 */
  at: string;
  /** Of an NVMe with several paths, instead of `at`: 0000:01:00.0/nvme/nvme0 */
  paths?: string[];
  number: string;
  bytes: number;
  serial?: string;
  wwn?: string;
  model?: string;
  removable?: boolean;
  /** What udev has of it and of its partitions: nvme0n1p1: LVM2_member. */
  signatures?: Record<string, string>;
  partitions?: string[];
  /** Names of devices that lie on it or on a partition of it, such as dm-0, by what they lie on. */
  holders?: Record<string, string[]>;
}

interface DescribedCard {
  name: string;
  at: string;
  mac: string;
  driver?: string;
  /** Not there while it is down. */
  carrier?: boolean;
  lower_of?: string;
}

export interface DescribedFunction {
  address: string;
  /** The bridges above it, outermost first. */
  bridges: string[];
  class: string;
  id: string;
  subsystem: string;
  driver: string;
  group: string;
  options: Record<string, string>;
}

export const readDescription = (text: string): Description => parse(text) as Description;

const full = (address: string) => (address.length > 7 ? address : `0000:${address}`);

export function functionsOf({ functions }: Description): DescribedFunction[] {
  const above: string[] = [];
  return linesOf(functions).map((line) => {
    const depth = /^ */.exec(line)![0].length / 2;
    const [address, type, id, subsystem, driver, group, ...options] = line.trim().split(/ +/);
    const name = full(address!);
    above.splice(depth, above.length, name);
    return {
      address: name,
      bridges: above.slice(0, depth),
      class: type!,
      id: id!,
      subsystem: subsystem === '-' ? '0000:0000' : subsystem!,
      driver: driver === '-' ? '' : driver!,
      group: group === '-' ? '' : group!,
      options: Object.fromEntries(options.map((option) => option.split('=') as [string, string])),
    };
  });
}

export interface DescribedUsb {
  name: string;
  controller: string;
  id: string;
  class: string;
  drivers: string[];
  product: string;
  serial?: string | undefined;
}

/** A line of a PCI address begins a controller; its buses and devices follow. */
export function usbOf({ usb = '' }: Description): DescribedUsb[] {
  let controller = '';
  return linesOf(usb).flatMap((line) => {
    const words = line.trim().split(/ +/);
    if (words.length === 1) {
      controller = full(words[0]!);
      return [];
    }
    const [name, id, type, drivers, ...rest] = words;
    const serial = rest.at(-1)?.startsWith('serial=') ? rest.pop()!.slice(7) : undefined;
    const product = rest.join(' ');
    return [{ name: name!, controller, id: id!, class: type!, drivers: drivers!.split(','), product, serial }];
  });
}

function linesOf(table: string): string[] {
  return table.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
}
