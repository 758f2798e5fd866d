import * as z from 'zod';
import { guestFile, imageSchema, size } from '#src/profile/scalars.ts';
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
  path: guestFile.optional().describe('Or a file on the host. A cdrom without a source is an empty drive.'),
  block: guestFile.optional().describe('Or a block device of the host.'),
};

const positive = z
  .int('a whole number\nWrite it without a fraction.')
  .min(1, 'a number of 1 or more\nWrite 1 or more.');

const driver = {
  format: z.enum(['qcow2', 'raw']).optional().describe('By default qcow2 if the file name ends in .qcow2, else raw.'),
  cache: z
    .enum(['none', 'writeback', 'writethrough', 'directsync', 'unsafe', 'default'])
    .optional()
    .describe('Cache mode on the host; none by default for block devices.'),
  io: z.enum(['native', 'threads', 'io_uring']).optional().describe('I/O mode; native by default for block devices.'),
  discard: z
    .enum(['unmap', 'ignore'])
    .optional()
    .describe('What to do with freed blocks; unmap by default for block devices and volumes that are created empty.'),
  detect_zeroes: z.enum(['off', 'on', 'unmap']).optional().describe('What to do with written zeroes.'),
  iothread: positive
    .optional()
    .describe("One of the guest's iothreads, from 1.")
    .meta({ examples: [1] }),
  queues: positive
    .optional()
    .describe('Number of queues, for virtio.')
    .meta({ examples: [4] }),
  copy_on_read: z.boolean().optional().describe('Whether what is read from the base is copied into this disk.'),
  error_policy: z.enum(['stop', 'report', 'ignore', 'enospace']).optional().describe('What to do on a write error.'),
  rerror_policy: z.enum(['stop', 'report', 'ignore']).optional().describe('What to do on a read error.'),
};

const target = {
  readonly: z.boolean().optional().describe('Whether the guest can only read it; always true for cdroms.'),
  shareable: z
    .boolean()
    .optional()
    .describe('Whether several guests may write to it, which needs a cluster file system.'),
  removable: z.boolean().optional().describe('For USB disks: whether the disk appears as removable.'),
  rotation_rate: z
    .int()
    .min(1)
    .max(65534)
    .optional()
    .describe('Rotations per minute, or 1 for a solid-state disk.')
    .meta({ examples: [1] }),
  serial: z
    .string()
    .regex(
      /^[A-Za-z0-9_.+ -]+$/,
      'a serial number\nWrite letters, digits, spaces and _ . + - (libvirt accepts no others).',
    )
    .optional()
    .describe('Serial number.')
    .meta({ examples: ['DISK-1'] }),
  wwn: z
    .string()
    .regex(/^[0-9a-f]{16}$/, 'a WWN\nWrite sixteen lower-case hexadecimal digits.')
    .optional()
    .describe('World wide name, for disks on ide and scsi.')
    .meta({ examples: ['5000c50015ea71ac'] }),
  logical_block_size: positive
    .optional()
    .describe('Smallest unit that the guest reads and writes, in bytes.')
    .meta({ examples: [512] }),
  physical_block_size: positive
    .optional()
    .describe('Unit in which the disk stores data, in bytes.')
    .meta({ examples: [4096] }),
  startup_policy: z
    .enum(['mandatory', 'requisite', 'optional'])
    .optional()
    .describe('For cdroms and floppies: whether the guest starts without the file.'),
};

export const diskSchema = z.strictObject({
  ...source,
  device: z.enum(['disk', 'cdrom', 'floppy', 'lun']).default('disk').describe('Device type that the guest sees.'),
  bus: z
    .enum(['virtio', 'scsi', 'sata', 'ide', 'usb', 'fdc'])
    .optional()
    .describe('virtio by default; sata for cdroms and operating systems without virtio, or ide with machine pc.'),
  ...driver,
  size: size.optional().describe('Size of the volume when it is created; a smaller image is enlarged to it.'),
  image: imageSchema
    .optional()
    .describe('Image to fill the volume with when it is created. An existing volume is never changed.'),
  ...target,
  boot_order: bootOrderSchema,
  ...placedSchema,
});
