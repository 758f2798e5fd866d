import * as z from 'zod';
import { targetPath } from '../../profile/scalars.ts';

const device = () =>
  z
    .string()
    .regex(
      /^((UUID|LABEL|PARTUUID|PARTLABEL)=[A-Za-z0-9._-]+|\/dev\/[A-Za-z0-9._/#+:=@-]+|[A-Za-z0-9.-]+:\/[A-Za-z0-9._/-]*|tmpfs)$/,
      'a source to mount\nWrite UUID=…, LABEL=…, /dev/…, server:/path or tmpfs.',
    )
    .meta({ examples: ['LABEL=guests'] });

export const storageSchema = z
  .strictObject({
    mounts: z
      .record(
        targetPath,
        z.strictObject({
          device: device().describe('File system to mount.'),
          type: z
            .enum(['ext4', 'xfs', 'btrfs', 'vfat', 'nfs', 'tmpfs'])
            .default('ext4')
            .describe('Type of the file system.'),
          options: z
            .array(
              z
                .string()
                .regex(/^[A-Za-z0-9_.:=/@%+-]+$/, 'one mount option\nWrite each option as a separate list item.'),
            )
            .default(['defaults'])
            .describe('Mount options.')
            .meta({ examples: [['noatime', 'nofail']] }),
        }),
      )
      .default({})
      .describe('Existing file systems to mount, by mount point. mkapkovl never formats them.'),
  })
  .prefault({})
  .describe('Storage other than the system disk.');
