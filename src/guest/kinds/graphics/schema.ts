import * as z from 'zod';
import { guestFile, ipAddress, plainText } from '#src/profile/scalars.ts';
import { fromEnvironment, fromFile } from '#src/profile/secret.ts';

const port = z
  .int('a port\nWrite a whole number.')
  .min(-1, 'a port\nWrite -1 for any.')
  .max(65535, 'a port\nWrite less.');
const screen = z.strictObject({
  type: z.enum(['vnc', 'spice', 'sdl', 'egl-headless']).describe('Protocol; egl-headless only renders for others.'),
  port: port
    .optional()
    .describe('Port; -1, the default, uses the next free one.')
    .meta({ examples: [5900] }),
  autoport: z.boolean().optional().describe('Whether the next free port is used.'),
  listen: z
    .union([
      ipAddress,
      z.literal('none'),
      z.strictObject({
        socket: guestFile
          .optional()
          .describe('Socket on the host; chosen by libvirt by default.')
          .meta({ examples: ['/run/guest.sock'] }),
      }),
    ])
    .optional()
    .describe('Address of the host to listen on (loopback by default), none, or a socket.')
    .meta({ examples: ['0.0.0.0'] }),
  password: z
    .union([fromEnvironment(), fromFile()])
    .optional()
    .describe('For vnc (at most 8 characters) and spice: source of the password.')
    .meta({ secret: true, examples: [{ env: 'SCREEN_PASSWORD' }] }),
  keymap: z
    .string()
    .regex(/^[a-z][a-z-]*$/, 'a keymap\nWrite it as QEMU does, such as en-us.')
    .optional()
    .describe('Keyboard layout; that of the client by default.')
    .meta({ examples: ['de'] }),
  websocket: port
    .optional()
    .describe('For vnc: port for browsers.')
    .meta({ examples: [5700] }),
  image_compression: z
    .enum(['auto_glz', 'auto_lz', 'quic', 'glz', 'lz', 'off'])
    .optional()
    .describe('For spice: compression of images.'),
  clipboard: z.boolean().optional().describe('For spice: whether the clipboard is shared.'),
  filetransfer: z.boolean().optional().describe('For spice: whether files can be transferred.'),
  mouse: z
    .enum(['server', 'client'])
    .optional()
    .describe('For spice: which side draws the pointer; client is smoother, and needs a tablet or the agent.'),
  streaming: z
    .enum(['filter', 'all', 'off'])
    .optional()
    .describe('For spice: which changing regions are sent as video.'),
  gl: z
    .union([
      z.boolean(),
      z.strictObject({
        rendernode: guestFile
          .describe('The graphics card, by its render node.')
          .meta({ examples: ['/dev/dri/renderD128'] }),
      }),
    ])
    .optional()
    .describe('For spice and egl-headless: render with the graphics card of the host.')
    .meta({ examples: [{ rendernode: '/dev/dri/renderD128' }] }),
  display: plainText.optional().describe('For sdl: the X display.'),
});

export const graphicsSchema = z
  .union([z.enum(['none', 'vnc', 'spice']), screen, z.array(screen)])
  .default('none')
  .describe('Graphical console, by default on the loopback address of the host. spice adds sound and USB redirection.')
  .meta({ examples: ['vnc', { type: 'spice', listen: '0.0.0.0' }] });
