import type { Profile } from './schema.ts';

export type GuestProfile = Profile['vms'][string];
export type DiskProfile = GuestProfile['disks'][number];
type InterfaceProfile = GuestProfile['networks'][number];

/** What a guest gets: PCI functions by address, one USB device by vendor:product, or a mediated device. */
export type Attached = { pci: string[] } | { usb: string } | { mdev: string };

export interface Disk extends DiskProfile {
  bus: NonNullable<DiskProfile['bus']>;
  format: NonNullable<DiskProfile['format']>;
}

export interface Interface extends InterfaceProfile {
  mac: string;
  model: NonNullable<InterfaceProfile['model']>;
}

type BootProfile = GuestProfile['boot'];

type CpuProfile = GuestProfile['cpu'];

interface Boot extends BootProfile {
  firmware: NonNullable<BootProfile['firmware']>;
  order: NonNullable<BootProfile['order']>;
}

interface Cpu extends CpuProfile {
  mode: NonNullable<CpuProfile['mode']>;
}

/** A guest with every default filled in. */
export interface Guest extends Omit<GuestProfile, 'disks' | 'networks' | 'boot' | 'cpu'> {
  uuid: string;
  machine: string;
  cpu: Cpu;
  boot: Boot;
  disks: Disk[];
  networks: Interface[];
  /** The device of each of `hostdevs` on this machine; null if only the machine can show it. */
  attached: (Attached | null)[];
}
