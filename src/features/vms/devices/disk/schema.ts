import * as z from 'zod';
import { sha256, size, targetPath, webAddress } from '../../../../profile/scalars.ts';

const source = {
  volume: z
    .string()
    .regex(
      /^[a-zA-Z0-9][a-zA-Z0-9_.+-]{0,62}\/[A-Za-z0-9][A-Za-z0-9._+-]*$/,
      'a volume\nWrite pool/volume, such as default/disk.qcow2.',
    )
    .meta({ examples: ['default/home-assistant.qcow2'] })
    .optional()
    .describe('A volume of a pool: pool/volume.'),
  path: targetPath.optional().describe('Or a file of the host. A cdrom without any of these is an empty drive.'),
  block: targetPath.optional().describe('Or a block device of the host.'),
};

export const diskSchema = z.strictObject({
  ...source,
  device: z.enum(['disk', 'cdrom']).default('disk').describe('What the guest takes it for.'),
  bus: z
    .enum(['virtio', 'scsi', 'sata', 'ide', 'usb'])
    .optional()
    .describe('virtio by default; sata for cdroms, and ide with machine pc.'),
  format: z
    .enum(['qcow2', 'raw'])
    .optional()
    .describe('By the name by default: qcow2 for a file that ends in .qcow2, else raw.'),
  size: size.optional().describe('Size of the volume when it is made, or to which an image is grown.'),
  image: z
    .strictObject({
      url: webAddress.describe('Where it is; .xz, .gz and .zst are unpacked.'),
      sha256: sha256.optional().describe('Digest of what is downloaded. Without it the lock file must have one.'),
    })
    .optional()
    .describe('What the volume is filled with when it is made. An existing volume is never touched.'),
  readonly: z.boolean().optional().describe('Cdroms always are.'),
});
