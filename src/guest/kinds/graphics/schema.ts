import * as z from 'zod';
import { ipAddress, plainText, targetPath } from '#src/profile/scalars.ts';
import { fromEnvironment, fromFile } from '#src/profile/secret.ts';

const port = z
  .int('a port\nWrite a whole number.')
  .min(-1, 'a port\nWrite -1 for any.')
  .max(65535, 'a port\nWrite less.');
const screen = z.strictObject({
  type: z.enum(['vnc', 'spice', 'sdl', 'egl-headless']),
  port: port.optional().describe('-1, by default: the next that is free.'),
  autoport: z.boolean().optional(),
  listen: z
    .union([ipAddress, z.literal('none'), z.strictObject({ socket: targetPath.optional() })])
    .optional()
    .describe('Address of the host, by default its loopback; none; or a socket.')
    .meta({ examples: ['0.0.0.0'] }),
  password: z
    .union([fromEnvironment(), fromFile()])
    .optional()
    .describe('Of vnc (at most 8 characters) and spice: where the password is that opens the screen.')
    .meta({ secret: true, examples: [{ env: 'SCREEN_PASSWORD' }] }),
  keymap: z
    .string()
    .regex(/^[a-z][a-z-]*$/, 'a keymap\nWrite it as QEMU does, such as en-us.')
    .optional()
    .meta({ examples: ['de'] }),
  websocket: port.optional().describe('Of VNC: port for browsers.'),
  image_compression: z.enum(['auto_glz', 'auto_lz', 'quic', 'glz', 'lz', 'off']).optional(),
  clipboard: z.boolean().optional().describe('Of spice: whether it is shared.'),
  filetransfer: z.boolean().optional().describe('Of spice: whether files are.'),
  mouse: z.enum(['server', 'client']).optional(),
  streaming: z.enum(['filter', 'all', 'off']).optional(),
  gl: z
    .union([z.boolean(), z.strictObject({ rendernode: targetPath })])
    .optional()
    .describe("Of spice and egl-headless: draw with the host's card.")
    .meta({ examples: [{ rendernode: '/dev/dri/renderD128' }] }),
  display: plainText.optional().describe('Of sdl.'),
});

export const graphicsSchema = z
  .union([z.enum(['none', 'vnc', 'spice']), screen, z.array(screen)])
  .default('none')
  .describe('Screen, on the loopback address of the host. spice brings sound and USB redirection.')
  .meta({ examples: ['vnc', { type: 'spice', listen: '0.0.0.0' }] });
