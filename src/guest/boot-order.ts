import type { Path } from '../findings/finding.ts';

interface Bootable {
  boot_order?: number | undefined;
}

interface WithDevices {
  disks: Bootable[];
  networks: Bootable[];
  hostdevs: unknown[];
}

/** The devices of a guest that have a boot order, each with its path below the guest. */
export function bootOrders({ disks, networks, hostdevs }: WithDevices): { order: number; path: Path }[] {
  return Object.entries({ disks, networks, hostdevs }).flatMap(([key, devices]) =>
    devices.flatMap((device, index) => {
      const order = typeof device === 'object' && device ? (device as Bootable).boot_order : undefined;
      return order === undefined ? [] : [{ order, path: [key, index] }];
    }),
  );
}

export function bootsByDevice(guest: WithDevices): boolean {
  return bootOrders(guest).length > 0;
}
