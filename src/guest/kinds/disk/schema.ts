import * as z from 'zod';
import { imageSchema, size, targetPath } from '#src/profile/scalars.ts';
import { bootOrderSchema, placedSchema } from '../address/schema.ts';

const source = {
  volume: z
    .string()
    .regex(
      /^[a-zA-Z0-9][a-zA-Z0-9_.+-]{0,62}\/[A-Za-z0-9][A-Za-z0-9._:+-]*$/,
      'a volume\nWrite pool/volume, such as default/disk.qcow2.',
    )
    .meta({ examples: ['default/home-assistant.qcow2'] })
    .optional()
    .describe('A volume of a pool: pool/volume.'),
  path: targetPath.optional().describe('Or a file of the host. A cdrom without any of these is an empty drive.'),
  block: targetPath.optional().describe('Or a block device of the host.'),
};

const positive = z
  .int('a whole number\nWrite it without a fraction.')
  .min(1, 'a number of 1 or more\nWrite 1 or more.');

const driver = {
  format: z
    .enum(['qcow2', 'raw'])
    .optional()
    .describe('By the name by default: qcow2 for a file that ends in .qcow2, else raw.'),
  cache: z
    .enum(['none', 'writeback', 'writethrough', 'directsync', 'unsafe', 'default'])
    .optional()
    .describe("The host's cache: none by default for block devices."),
  io: z.enum(['native', 'threads', 'io_uring']).optional().describe('native by default for block devices.'),
  discard: z
    .enum(['unmap', 'ignore'])
    .optional()
    .describe('What becomes of freed blocks: unmap by default for block devices and volumes that are made empty.'),
  detect_zeroes: z.enum(['off', 'on', 'unmap']).optional().describe('What becomes of written zeroes.'),
  iothread: positive.optional().describe("One of the guest's iothreads, from 1."),
  queues: positive.optional().describe('Queues, of virtio.'),
  copy_on_read: z.boolean().optional(),
  error_policy: z.enum(['stop', 'report', 'ignore', 'enospace']).optional().describe('What a write error does.'),
  rerror_policy: z.enum(['stop', 'report', 'ignore']).optional().describe('What a read error does.'),
};

const target = {
  readonly: z.boolean().optional().describe('Cdroms always are.'),
  shareable: z.boolean().optional().describe('Whether several guests write to it, which their file systems must know.'),
  removable: z.boolean().optional().describe('Of USB disks: whether it looks like a stick.'),
  rotation_rate: z.int().min(1).max(65534).optional().describe('1 for a solid-state disk, or turns a minute.'),
  serial: z
    .string()
    .regex(
      /^[A-Za-z0-9_.+ -]+$/,
      'a serial number\nWrite letters, digits, blanks and _ . + - (libvirt takes no others).',
    )
    .optional()
    .describe('Serial number.')
    .meta({ examples: ['DISK-1'] }),
  wwn: z
    .string()
    .regex(/^[0-9a-f]{16}$/, 'a WWN\nWrite sixteen lower-case hexadecimal digits.')
    .optional()
    .describe('World wide name, of disks on ide and scsi.'),
  logical_block_size: positive.optional(),
  physical_block_size: positive.optional(),
  startup_policy: z
    .enum(['mandatory', 'requisite', 'optional'])
    .optional()
    .describe('Of cdroms and floppies: whether the guest starts without the file.'),
};

export const diskSchema = z.strictObject({
  ...source,
  device: z.enum(['disk', 'cdrom', 'floppy', 'lun']).default('disk').describe('What the guest takes it for.'),
  bus: z
    .enum(['virtio', 'scsi', 'sata', 'ide', 'usb', 'fdc'])
    .optional()
    .describe('virtio by default; sata for cdroms and systems without virtio, and ide with machine pc.'),
  ...driver,
  size: size.optional().describe('Size of the volume when it is made, or to which an image is grown.'),
  image: imageSchema
    .optional()
    .describe('What the volume is filled with when it is made. An existing volume is never touched.'),
  ...target,
  boot_order: bootOrderSchema,
  ...placedSchema,
});
