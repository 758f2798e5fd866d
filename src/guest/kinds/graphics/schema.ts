import * as z from 'zod';
import { guestFile, ipAddress, plainText } from '#src/profile/scalars.ts';
import { fromEnvironment, fromFile } from '#src/profile/secret.ts';

const port = z
  .int('a port\nWrite a whole number.')
  .min(-1, 'a port\nWrite -1 for any.')
  .max(65535, 'a port\nWrite less.');
const screen = z.strictObject({
  type: z.enum(['vnc', 'spice', 'sdl', 'egl-headless']),
  port: port.optional().describe('Port; -1, the default, uses the next free one.'),
  autoport: z.boolean().optional(),
  listen: z
    .union([ipAddress, z.literal('none'), z.strictObject({ socket: guestFile.optional() })])
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
    .meta({ examples: ['de'] }),
  websocket: port.optional().describe('For vnc: port for browsers.'),
  image_compression: z.enum(['auto_glz', 'auto_lz', 'quic', 'glz', 'lz', 'off']).optional(),
  clipboard: z.boolean().optional().describe('For spice: whether the clipboard is shared.'),
  filetransfer: z.boolean().optional().describe('For spice: whether files can be transferred.'),
  mouse: z.enum(['server', 'client']).optional(),
  streaming: z.enum(['filter', 'all', 'off']).optional(),
  gl: z
    .union([z.boolean(), z.strictObject({ rendernode: guestFile })])
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
