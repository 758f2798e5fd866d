import * as z from 'zod';

const text = z.string().nullable().default(null);

/** Facts about one machine, schema 1. What could not be measured is null. */
export const factsSchema = z.object({
  schema: z.literal(1),
  firmware: z.enum(['uefi', 'bios']).nullable().default(null),
  cpu: z.object({ vendor: z.enum(['intel', 'amd']).nullable().default(null) }).prefault({}),
  pci: z
    .array(
      z.object({
        /** domain:bus:slot.function */
        address: z.string(),
        /** vendor:device */
        id: z.string(),
        /** Six hexadecimal digits: class, subclass, programming interface. */
        class: z.string(),
        driver: text,
        iommu_group: z.int().nullable().default(null),
      }),
    )
    .nullable()
    .default(null),
  usb: z
    .array(
      z.object({
        /** vendor:product */
        id: z.string(),
        /** The PCI address of the controller that it hangs on. */
        controller: z.string(),
      }),
    )
    .nullable()
    .default(null),
  nics: z
    .array(z.object({ name: z.string(), mac: z.string() }))
    .nullable()
    .default(null),
});

export type Facts = z.output<typeof factsSchema>;

/** Digests of what the network provides, schema 1. */
export const lockSchema = z.object({
  schema: z.literal(1),
  /** sha256 by address of the image. */
  images: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)).default({}),
});

export type Lock = z.output<typeof lockSchema>;
