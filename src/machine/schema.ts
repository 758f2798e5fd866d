import * as z from 'zod';

/** Null is what could not be measured; an empty text is what was measured and does not exist. */
const text = z.string().nullable().default(null);
const flag = z.boolean().nullable().default(null);
const number = z.int().nullable().default(null);
const list = <Item extends z.ZodType>(item: Item) => z.array(item).nullable().default(null);

/** domain:bus:slot.function */
const address = z
  .string()
  .regex(/^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/, 'not a PCI address such as 0000:00:1a.0');
/** vendor:device, or vendor:product */
const id = z.string().regex(/^[0-9a-f]{4}:[0-9a-f]{4}$/, 'not an id such as 8086:3a37');

export const functionSchema = z.object({
  address,
  /** Null if a listing was made without -nn; the function still counts as a member of its group. */
  id: id.nullable().default(null),
  /** Six hexadecimal digits: class, subclass, programming interface. A pasted listing has the first four, then 00. */
  class: z.string().regex(/^[0-9a-f]{6}$/, 'not a class such as 0c0300'),
  /** vendor:device of the board's maker. */
  subsystem: text,
  /** The bound driver; empty if there is none. */
  driver: text,
  /** Modules whose aliases match it. */
  modules: list(z.string()),
  iommu_group: number,
  /** The bridges on the path to it, nearest last. */
  bridges: list(address),
  /** As in reset_method of sysfs: flr, pm, bus …; empty if it cannot be reset. */
  resets: list(z.string()),
  /** Whether it has a function level reset; also among `resets`, where those are known. */
  flr: flag,
  /** The speed and width of its link now, and at most: 8GT/s x4. */
  link: text,
  link_limit: text,
  resizable_bar: flag,
  /** Whether access control services are enabled; only root can read that. The probe looks at bridges alone. */
  acs: flag,
  boot_vga: flag,
  /** Whether it shows the boot messages, as sysfs says since Linux 6.18. */
  boot_display: flag,
  /** Whether a screen is connected to one of its outputs (drm, status of the connectors). */
  screen: flag,
  /** Whether it has an option ROM. */
  rom: flag,
  /** Whether it is behind a port that leads out of the machine (Thunderbolt, USB4), as sysfs says since Linux 5.15. */
  removable: flag,
  numa_node: number,
  /** Of a virtual function: the function that it belongs to. */
  physical_function: text,
  /** How many virtual functions it can have. */
  sriov_totalvfs: number,
  /** Where they are: routing id of the first one after that of this function, and from one to the next. */
  sriov_offset: number,
  sriov_stride: number,
  /** Types of mediated devices that its driver offers. */
  mdev_types: list(z.string()),
  /** Its name from the machine itself, or from a listing. */
  name: text,
  /** What listings of different times say differently: id, class, group, driver, or whether it is there (presence). */
  disputed: list(z.string()),
});

const mediatedDevice = z.object({
  uuid: z.string(),
  /** The PCI address of the device that it is a part of; empty if that is on no PCI bus. */
  parent: text,
  type: text,
});

const usbDevice = z.object({
  /** Null if only lsusb -t is known, which prints no ids. */
  id: id.nullable().default(null),
  /** The PCI address of its controller; lsusb alone does not show it. */
  controller: address.nullable().default(null),
  bus: number,
  /** Bus and port path, such as 3-1.4. */
  port: text,
  product: text,
  serial: text,
  driver: text,
  /** Two hexadecimal digits: 09 is a hub. */
  class: text,
});

const disk = z.object({
  name: z.string(),
  serial: text,
  wwn: text,
  /** Bytes. */
  size: number,
  model: text,
  /** sata, nvme, usb, virtio, mmc, scsi … */
  transport: text,
  removable: flag,
  /** Where it, a partition of it or a layer on top of those is mounted; swap is [SWAP]. */
  mounts: list(z.string()),
  /**
   * What holds it or a partition of it, with a name where there is one: dm-0 (vg0-data), md0. Empty if nothing does.
   */
  held_by: list(z.string()),
  /** What blkid finds on it and on its partitions: ext4, LVM2_member, linux_raid_member, zfs_member, crypto_LUKS. */
  signatures: list(z.string()),
  /** PCI addresses of its controllers; more than one for a multipath NVMe. */
  controllers: list(address),
});

const networkCard = z.object({
  name: z.string(),
  mac: z.string(),
  driver: text,
  carrier: flag,
  /** PCI address; empty for a card on no PCI bus. */
  controller: text,
  default_route: flag,
  /**
   * Whether the host has an address on it, or on a bridge, bond or VLAN that it is part of. Only listings say so; facts
   * that were measured have the default route.
   */
  in_use: flag,
});

const numaNode = z.object({
  node: z.int(),
  /** Its processors in the kernel's format: 0-7,16-23. Empty if it has only memory. */
  processors: text,
});

const keyboard = z.object({
  name: text,
  /** PCI addresses of its controllers; none for one at the i8042. */
  controllers: z.array(address),
});

/** Facts about one machine, schema 1. */
export const factsSchema = z.object({
  schema: z.literal(1),
  /** When they were measured: 2026-11-22T15:00:00Z. */
  date: text,
  /** Their sources: probe, lspci, lsusb … */
  source: text,
  system: z
    .object({
      vendor: text,
      product: text,
      board: text,
      /** As in product_serial and product_uuid of /sys/class/dmi/id, which only root can read; `match` names them. */
      serial: text,
      uuid: text,
      hostname: text,
      kernel: text,
      release: text,
      cmdline: text,
      /** As uname -m prints it: x86_64, aarch64. */
      arch: text,
    })
    .prefault({}),
  firmware: z.enum(['uefi', 'bios']).nullable().default(null),
  cpu: z
    .object({
      vendor: z.enum(['intel', 'amd']).nullable().default(null),
      model: text,
      /** Present processors in the kernel's format: 0-7. */
      processors: text,
      /** vmx or svm; empty if the firmware or the processor has none. */
      virtualization: text,
    })
    .prefault({}),
  /** Bytes of main memory. */
  memory: number,
  /** Which processors belong to which node; null if the kernel has no NUMA. */
  numa: list(numaNode),
  iommu: z
    .object({
      enabled: flag,
      /** Why the IOMMU is off, for people. */
      reason: text,
      /**
       * What disabled it: the firmware, or the kernel's options, which a profile can change. Null if it works, or for
       * any other reason.
       */
      off_by: z.enum(['firmware', 'options']).nullable().default(null),
      interrupt_remapping: flag,
    })
    .prefault({}),
  pci: list(functionSchema),
  /** Mediated devices that are there, made for a profile or by something else. */
  mediated_devices: list(mediatedDevice),
  usb: list(usbDevice),
  disks: list(disk),
  nics: list(networkCard),
  keyboards: list(keyboard),
});

export type Facts = z.output<typeof factsSchema>;
export type PciFunction = z.output<typeof functionSchema>;
export type UsbDevice = z.output<typeof usbDevice>;
export type Disk = z.output<typeof disk>;
export type NetworkCard = z.output<typeof networkCard>;
