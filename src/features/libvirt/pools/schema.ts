import * as z from 'zod';
import { hostname, targetPath } from '#src/profile/scalars.ts';
import { volumesSchema } from '../volumes/schema.ts';

const name = (what: string, remedy: string) =>
  z.string().regex(/^[A-Za-z0-9+_.:-]+(\/[A-Za-z0-9+_.:-]+)*$/, `${what}\n${remedy}`);
const device = targetPath
  .describe('The device, preferably by its name in /dev/disk.')
  .meta({ examples: ['/dev/disk/by-id/ata-X'] });
const autostart = z.boolean().default(true).describe('Whether the pool is started with the host.');
const from = 'What the pool is made of.';
const server = hostname.describe('The server, by name or address.').meta({ examples: ['nas.lan.example'] });
const format = 'Its format; auto recognizes it.';

export const poolSchema = z.union([
  z.strictObject({
    type: z.literal('dir').describe('A folder; created if it does not exist.'),
    path: targetPath.describe('The folder.'),
    volumes: volumesSchema,
    autostart,
  }),
  z.strictObject({
    type: z.literal('logical').describe('An existing LVM volume group; activated, never created.'),
    source: z
      .strictObject({
        name: name('the name of a volume group', 'Write it as vgs prints it.')
          .describe('The volume group.')
          .meta({ examples: ['vg0'] }),
      })
      .describe(from),
    path: targetPath.describe('Its folder in /dev.'),
    volumes: volumesSchema,
    autostart,
  }),
  z.strictObject({
    type: z.literal('netfs').describe('A folder of a file server.'),
    source: z
      .strictObject({
        host: server,
        dir: targetPath.describe('The exported folder.').meta({ examples: ['/export/images'] }),
        format: z
          .enum(['auto', 'nfs', 'cifs', 'glusterfs'])
          .default('auto')
          .describe('Its protocol; auto recognizes it.'),
      })
      .describe(from),
    path: targetPath.describe('Where it is mounted.'),
    volumes: volumesSchema,
    autostart,
  }),
  z.strictObject({
    type: z.literal('fs').describe('A separate file system, mounted by libvirt; never created.'),
    source: z
      .strictObject({
        device,
        format: z
          .enum([
            'auto',
            'ext2',
            'ext3',
            'ext4',
            'ufs',
            'iso9660',
            'udf',
            'gfs',
            'gfs2',
            'vfat',
            'hfs+',
            'xfs',
            'ocfs2',
            'vmfs',
          ])
          .default('auto')
          .describe(format),
      })
      .describe(from),
    path: targetPath.describe('Where it is mounted.'),
    volumes: volumesSchema,
    autostart,
  }),
  z.strictObject({
    type: z.literal('disk').describe('A disk with partitions as volumes; its partition table is never created.'),
    source: z
      .strictObject({
        device,
        format: z
          .enum(['dos', 'gpt', 'dvh', 'mac', 'bsd', 'pc98', 'sun', 'lvm2'])
          .optional()
          .describe('Format of the partition table; dos by default.'),
      })
      .describe(from),
    path: targetPath.default('/dev').describe('Where its partitions are.'),
    autostart,
  }),
  z.strictObject({
    type: z.literal('zfs').describe('A ZFS pool, or a dataset of one; never created.'),
    source: z
      .strictObject({
        name: name('the name of a ZFS pool', 'Write it as zpool list prints it.')
          .describe('The pool or dataset.')
          .meta({ examples: ['tank/guests'] }),
      })
      .describe(from),
    path: targetPath.describe('Its folder in /dev.').meta({ examples: ['/dev/zvol/tank/guests'] }),
    autostart,
  }),
  z.strictObject({
    type: z.literal('iscsi').describe('The logical units of an iSCSI target.'),
    source: z
      .strictObject({
        host: server,
        port: z
          .int('a port\nWrite a whole number.')
          .min(1)
          .max(65535)
          .optional()
          .describe('Its port; 3260 by default.')
          .meta({ examples: [3260] }),
        device: name('the name of an iSCSI target', 'Write it as iscsiadm prints it.')
          .describe('The target.')
          .meta({ examples: ['iqn.2013-06.com.example:pool'] }),
        initiator: name('the name of an iSCSI initiator', 'Write it as in initiatorname.iscsi.')
          .optional()
          .describe('Name by which the host logs in; that of initiatorname.iscsi by default.')
          .meta({ examples: ['iqn.2013-06.com.example:kvm1'] }),
      })
      .describe(from),
    path: targetPath.default('/dev/disk/by-path').describe('Folder with its logical units.'),
    autostart,
  }),
]);
