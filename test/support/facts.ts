import type * as z from 'zod';
import { type Facts, factsSchema, type PciFunction } from '../../src/machine/schema.ts';

type Given = z.input<typeof factsSchema>;

/** Facts with what is given, and null for all else. */
export const factsWith = (given: Omit<Given, 'schema'>): Facts => factsSchema.parse({ schema: 1, ...given });

/** A function in the short form "address class id group driver"; a hyphen for what is not known, "none" for no driver. */
export function fn(text: string, more: Partial<PciFunction> = {}) {
  const [address = '', kind = '', id = '', group, driver = '-'] = text.split(' ');
  return {
    address: `0000:${address}`,
    class: kind.padEnd(6, '0'),
    id,
    iommu_group: group === undefined || group === '-' ? null : Number(group),
    driver: driver === '-' ? null : driver === 'none' ? '' : driver,
    ...more,
  };
}

/** A disk at an address. */
export const disk = (name: string, address: string, mounts: string[] | null = null) => ({
  name,
  controllers: [`0000:${address}`],
  mounts,
});

/** A network card at an address. */
export const nic = (name: string, address: string, default_route: boolean | null = null) => ({
  name,
  mac: '52:54:00:00:00:01',
  controller: `0000:${address}`,
  default_route,
});

/** A USB device below a controller. */
export const usb = (id: string, address: string | null, product: string | null = null, port: string | null = null) => ({
  id,
  controller: address && `0000:${address}`,
  product,
  port,
  bus: port === null ? null : Number.parseInt(port, 10),
});
