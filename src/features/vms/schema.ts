import * as z from 'zod';
import { guestName, plainText, size, uuid } from '../../profile/scalars.ts';
import { diskSchema } from './devices/disk/schema.ts';
import { graphicsSchema } from './devices/graphics/schema.ts';
import { hostdevSchema } from './devices/hostdev/schema.ts';
import { interfaceSchema } from './devices/interface/schema.ts';

const cpu = z
  .strictObject({
    mode: z.enum(['host-model', 'host-passthrough', 'maximum', 'custom']).default('host-passthrough'),
    model: z
      .string()
      .regex(/^[A-Za-z0-9_.-]+$/, 'a CPU model\nWrite it as virsh cpu-models prints it.')
      .optional()
      .describe('With mode custom: the model.'),
  })
  .prefault({})
  .describe('The processor that the guest sees.');

const guest = z.strictObject({
  title: plainText.optional().describe('Short text for people.'),
  uuid: uuid.optional().describe('Derived from host and guest name by default.'),
  vcpus: z
    .int('a number of CPUs\nWrite a whole number.')
    .min(1, 'a number of CPUs\nWrite 1 or more.')
    .max(512, 'a number of CPUs\nWrite fewer.')
    .default(1)
    .describe('Number of CPUs.'),
  memory: size.describe('Memory, such as 4096MiB.'),
  machine: z.enum(['q35', 'pc']).default('q35').describe('Chipset: q35, or pc for i440FX.'),
  os_variant: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.+-]*$/, 'an operating system of osinfo-db\nosinfo-query os lists them.')
    .optional()
    .describe('What runs in it, by the short id of osinfo-db.')
    .meta({ examples: ['alpinelinux3.14'] }),
  cpu,
  boot: z
    .strictObject({
      firmware: z.enum(['bios', 'uefi']).default('bios').describe('Firmware of the guest.'),
      order: z
        .array(z.enum(['hd', 'cdrom', 'network']))
        .min(1, 'a list of one device or more\nLeave order out to boot from the first disk.')
        .refine((order) => new Set(order).size === order.length, 'each device once\nTake out the second of the same.')
        .default(['hd'])
        .describe('What it tries to boot from, first to last.')
        .meta({ examples: [['cdrom', 'hd']] }),
    })
    .prefault({})
    .describe('How the guest boots.'),
  sysinfo: z.enum(['host', 'none']).default('none').describe("host shows the guest the host's SMBIOS."),
  disks: z.array(diskSchema).default([]).describe('Disks, in the order in which the guest sees them.'),
  networks: z.array(interfaceSchema).default([]).describe('Network cards.'),
  hostdevs: z.array(hostdevSchema).default([]).describe('Devices of the host.'),
  graphics: graphicsSchema,
  tpm: z.enum(['none', 'emulated']).default('none').describe('Trusted platform module (swtpm).'),
  memballoon: z
    .enum(['virtio', 'none'])
    .default('virtio')
    .describe('Memory balloon; none with passed-through devices makes sense.'),
  autostart: z.boolean().default(false).describe('Whether it starts with the host.'),
});

export const vmsSchema = z.record(guestName, guest).default({}).describe('Guests, by name.');
