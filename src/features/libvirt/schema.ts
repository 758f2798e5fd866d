import * as z from 'zod';
import { guestName, hostname, interfaceName, ipv4Prefix, targetPath } from '../../profile/scalars.ts';

const groupName = () =>
  z
    .string()
    .regex(/^[A-Za-z0-9+_.-]+$/, 'the name of a volume group\nWrite it as vgs prints it.')
    .meta({ examples: ['vg0'] });

const pool = z.union([
  z.strictObject({
    type: z.literal('dir').describe('A folder; made if it is not there.'),
    path: targetPath.describe('The folder.'),
    autostart: z.boolean().default(true),
  }),
  z.strictObject({
    type: z.literal('logical').describe('An existing LVM volume group; activated, never made.'),
    source: z.strictObject({ name: groupName() }),
    path: targetPath.describe('Its folder in /dev.'),
    autostart: z.boolean().default(true),
  }),
  z.strictObject({
    type: z.literal('netfs').describe('A folder of a file server.'),
    source: z.strictObject({
      host: hostname,
      dir: targetPath,
      format: z.enum(['auto', 'nfs', 'cifs']).default('auto'),
    }),
    path: targetPath.describe('Where it is mounted.'),
    autostart: z.boolean().default(true),
  }),
]);

const network = z.strictObject({
  forward: z
    .enum(['nat', 'route', 'open', 'none'])
    .default('nat')
    .describe('How guests reach the world; none isolates them.'),
  bridge: interfaceName.optional().describe('Name of its bridge; by default virbr0, virbr1 … by place.'),
  address: ipv4Prefix.optional().describe('Address of the host in this network, with prefix length.'),
  dhcp: z
    .boolean()
    .default(true)
    .describe('Whether guests get an address from the host: one of those to the longer side of its own.'),
  autostart: z.boolean().default(true),
});

export const libvirtSchema = z
  .strictObject({
    pools: z
      .record(guestName, pool)
      .default({})
      .describe('Storage pools.')
      .meta({ examples: [{ default: { type: 'dir', path: '/var/lib/libvirt/images' } }] }),
    networks: z
      .record(guestName, network)
      .default({})
      .describe('Virtual networks.')
      .meta({ examples: [{ default: { forward: 'nat', address: '192.168.122.1/24' } }] }),
  })
  .optional()
  .describe('libvirt with QEMU; given here, or implied by vms.');
