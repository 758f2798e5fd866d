import * as z from 'zod';
import { placedSchema } from '../address/schema.ts';

const number = z.int('a whole number\nWrite it without a fraction.').min(0, 'a number of 0 or more\nWrite 0 or more.');

export const controllerSchema = z.strictObject({
  type: z.enum(['usb', 'scsi', 'pci', 'virtio-serial', 'sata', 'ide', 'fdc', 'ccid']).describe('What it connects.'),
  model: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'the model of a controller\nWrite it as libvirt does, such as virtio-scsi.')
    .optional()
    .describe('Its model; chosen by libvirt by default.')
    .meta({ examples: ['virtio-scsi'] }),
  index: number
    .optional()
    .describe('Number of the controller among those of its type.')
    .meta({ examples: [0] }),
  ports: number
    .optional()
    .describe('For usb and virtio-serial: number of ports.')
    .meta({ examples: [8] }),
  vectors: number
    .optional()
    .describe('For virtio-serial: number of vectors.')
    .meta({ examples: [4] }),
  queues: number
    .optional()
    .describe('For virtio-scsi: number of queues.')
    .meta({ examples: [4] }),
  iothread: number
    .optional()
    .describe("For virtio-scsi: one of the guest's iothreads, from 1.")
    .meta({ examples: [1] }),
  ...placedSchema,
});

export const rootPortsSchema = z
  .int('a whole number\nWrite it without a fraction.')
  .min(0, 'a number of 0 or more\nWrite how many.')
  .max(128, 'a number of 128 or less\nWrite fewer.')
  .default(14)
  .describe('With q35: number of PCIe root ports for hotplug. libvirt adds those that the devices of the profile need.')
  .meta({ examples: [20] });
