import * as z from 'zod';
import { plainText, targetPath } from '../../../../profile/scalars.ts';
import { placedSchema } from '../address/schema.ts';

const host = z.string().regex(/^[a-zA-Z0-9.:-]+$/, 'a host\nWrite a name or an address.');
const port = z
  .int('a port\nWrite a whole number.')
  .min(1, 'a port\nWrite 1 to 65535.')
  .max(65535, 'a port\nWrite less.');

const host_side = {
  path: targetPath.optional().describe('Of file, unix, pipe and dev: where it is on the host.'),
  mode: z.enum(['bind', 'connect']).optional().describe('Of unix and tcp: whether QEMU listens, or calls.'),
  host: host.optional().describe('Of tcp and udp: address.'),
  port: port.optional().describe('Of tcp and udp: port.'),
  protocol: z.enum(['raw', 'telnet', 'telnets', 'tls']).optional().describe('Of tcp.'),
  append: z.boolean().optional().describe('Of file: whether it is kept.'),
  log: targetPath.optional().describe('File of the host that gets everything, too.'),
};

const types = z.enum([
  'pty',
  'file',
  'unix',
  'tcp',
  'udp',
  'dev',
  'pipe',
  'null',
  'stdio',
  'vc',
  'spicevmc',
  'spiceport',
  'qemu-vdagent',
]);

const target = z.strictObject({
  type: z
    .enum(['serial', 'virtio', 'isa-serial', 'pci-serial', 'usb-serial', 'guestfwd'])
    .optional()
    .describe('What the guest sees.'),
  name: plainText
    .optional()
    .describe('Name of a channel.')
    .meta({ examples: ['org.qemu.guest_agent.0'] }),
  port: z.int().min(0).optional().describe('Number of a port, from 0.'),
});

const device = z.strictObject({ type: types, ...host_side, target: target.optional(), ...placedSchema });
const line = (what: string, usual: string) =>
  z
    .union([z.literal('none'), z.enum(['pty', 'null', 'stdio']), device, z.array(device)])
    .optional()
    .describe(`${what}; ${usual}.`)
    .meta({ examples: ['pty', [{ type: 'file', path: '/var/log/guest.log' }]] });

export const characterSchemas = {
  serial: line('Serial ports', 'none of its own by default'),
  parallel: line('Parallel ports', 'none by default'),
  console: line('Consoles, for virsh console', 'a pty if there is no serial port'),
  channel: z
    .union([
      z.enum(['none', 'guest_agent', 'spicevmc', 'qemu-vdagent']),
      device,
      z.array(z.union([z.enum(['guest_agent', 'spicevmc', 'qemu-vdagent']), device])),
    ])
    .optional()
    .describe('Channels between host and guest: that of the guest agent, if its system has the driver.')
    .meta({ examples: [['guest_agent', 'spicevmc']] }),
};
