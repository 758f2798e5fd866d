import * as z from 'zod';
import { hostname, targetPath } from '#src/profile/scalars.ts';
import { volumesSchema } from '../volumes/schema.ts';

const name = (what: string, remedy: string) =>
  z.string().regex(/^[A-Za-z0-9+_.:-]+(\/[A-Za-z0-9+_.:-]+)*$/, `${what}\n${remedy}`);
const device = targetPath
  .describe('The device, preferably by its name in /dev/disk.')
  .meta({ examples: ['/dev/disk/by-id/ata-X'] });
const autostart = z.boolean().default(true);

export const poolSchema = z.union([
  z.strictObject({
    type: z.literal('dir').describe('A folder; created if it does not exist.'),
    path: targetPath.describe('The folder.'),
    volumes: volumesSchema,
    autostart,
  }),
  z.strictObject({
    type: z.literal('logical').describe('An existing LVM volume group; activated, never created.'),
    source: z.strictObject({
      name: name('the name of a volume group', 'Write it as vgs prints it.').meta({ examples: ['vg0'] }),
    }),
    path: targetPath.describe('Its folder in /dev.'),
    volumes: volumesSchema,
    autostart,
  }),
  z.strictObject({
    type: z.literal('netfs').describe('A folder of a file server.'),
    source: z.strictObject({
      host: hostname,
      dir: targetPath,
      format: z.enum(['auto', 'nfs', 'cifs', 'glusterfs']).default('auto'),
    }),
    path: targetPath.describe('Where it is mounted.'),
    volumes: volumesSchema,
    autostart,
  }),
  z.strictObject({
    type: z.literal('fs').describe('A separate file system, mounted by libvirt; never created.'),
    source: z.strictObject({
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
        .default('auto'),
    }),
    path: targetPath.describe('Where it is mounted.'),
    volumes: volumesSchema,
    autostart,
  }),
  z.strictObject({
    type: z.literal('disk').describe('A disk with partitions as volumes; its partition table is never created.'),
    source: z.strictObject({
      device,
      format: z.enum(['dos', 'gpt', 'dvh', 'mac', 'bsd', 'pc98', 'sun', 'lvm2']).optional(),
    }),
    path: targetPath.default('/dev').describe('Where its partitions are.'),
    autostart,
  }),
  z.strictObject({
    type: z.literal('zfs').describe('A ZFS pool, or a dataset of one; never created.'),
    source: z.strictObject({
      name: name('the name of a ZFS pool', 'Write it as zpool list prints it.').meta({ examples: ['tank/guests'] }),
    }),
    path: targetPath.describe('Its folder in /dev.').meta({ examples: ['/dev/zvol/tank/guests'] }),
    autostart,
  }),
  z.strictObject({
    type: z.literal('iscsi').describe('The logical units of an iSCSI target.'),
    source: z.strictObject({
      host: hostname,
      port: z.int('a port\nWrite a whole number.').min(1).max(65535).optional(),
      device: name('the name of an iSCSI target', 'Write it as iscsiadm prints it.')
        .describe('The target.')
        .meta({ examples: ['iqn.2013-06.com.example:pool'] }),
      initiator: name('the name of an iSCSI initiator', 'Write it as in initiatorname.iscsi.').optional(),
    }),
    path: targetPath.default('/dev/disk/by-path').describe('Folder with its logical units.'),
    autostart,
  }),
]);
