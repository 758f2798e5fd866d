import * as z from 'zod';
import { guestFile, plainText } from '#src/profile/scalars.ts';
import { placedSchema } from '../address/schema.ts';

const host = z.string().regex(/^[a-zA-Z0-9.:-]+$/, 'a host\nWrite a name or an address.');
const port = z
  .int('a port\nWrite a whole number.')
  .min(1, 'a port\nWrite 1 to 65535.')
  .max(65535, 'a port\nWrite less.');

const host_side = {
  path: guestFile.optional().describe('For file, unix, pipe and dev: path on the host.'),
  channel: z
    .string()
    .regex(/^[A-Za-z0-9.-]+$/, 'a channel\nUse letters, digits, . and -.')
    .optional()
    .describe('For spiceport: channel name that the spice client uses.')
    .meta({ examples: ['org.spice-space.webdav.0'] }),
  mode: z.enum(['bind', 'connect']).optional().describe('For unix and tcp: whether QEMU listens or connects.'),
  host: host
    .optional()
    .describe('For tcp and udp: address.')
    .meta({ examples: ['127.0.0.1'] }),
  port: port
    .optional()
    .describe('For tcp and udp: port.')
    .meta({ examples: [4555] }),
  protocol: z.enum(['raw', 'telnet', 'telnets', 'tls']).optional().describe('For tcp: protocol.'),
  append: z.boolean().optional().describe('For file: whether output is appended.'),
  log: guestFile.optional().describe('File on the host to which all output is also logged.'),
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

const port_number = z
  .int()
  .min(0)
  .optional()
  .describe('Number of the port, from 0.')
  .meta({ examples: [0] });
const { xml } = placedSchema;
const device = <T extends z.ZodRawShape>(target: T) =>
  z.strictObject({
    type: types.describe('What it is connected to on the host.'),
    ...host_side,
    target: z.strictObject(target).optional().describe('The device that the guest sees.'),
    xml,
  });
const ofLine = <T extends z.ZodObject>(what: string, usual: string, one: T) =>
  z
    .union([z.literal('none'), z.enum(['pty', 'null', 'stdio']), one, z.array(one)])
    .optional()
    .describe(`${what}; ${usual}.`)
    .meta({ examples: ['pty', [{ type: 'file', path: '/var/log/guest.log' }]] });
const line = <T extends z.ZodRawShape>(what: string, usual: string, target: T) =>
  ofLine(what, usual, device({ ...target, port: port_number }));

const seen = 'Device type that the guest sees.';
const channel = device({
  type: z.literal('virtio').optional().describe(seen),
  name: plainText
    .optional()
    .describe('Name of the channel in the guest.')
    .meta({ examples: ['org.qemu.guest_agent.0'] }),
});

export const characterSchemas = {
  serial: ofLine(
    'Serial ports',
    'none of its own by default',
    device({
      type: z.enum(['isa-serial', 'pci-serial', 'usb-serial']).optional().describe(seen),
      port: port_number,
    }).extend(placedSchema),
  ),
  parallel: line('Parallel ports', 'none by default', {}),
  console: line('Consoles, for virsh console', 'a pty if there is no serial port', {
    type: z.enum(['serial', 'virtio']).optional().describe(seen),
  }),
  channel: z
    .union([
      z.enum(['none', 'guest_agent', 'spicevmc', 'qemu-vdagent']),
      channel,
      z.array(z.union([z.enum(['guest_agent', 'spicevmc', 'qemu-vdagent']), channel])),
    ])
    .optional()
    .describe(
      'Channels between host and guest; by default that of the guest agent, if the operating system has the driver.',
    )
    .meta({ examples: [['guest_agent', 'spicevmc']] }),
};
