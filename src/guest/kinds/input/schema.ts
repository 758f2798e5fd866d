import * as z from 'zod';
import { targetPath } from '#src/profile/scalars.ts';
import { placedSchema } from '../address/schema.ts';

const type = z.enum(['tablet', 'keyboard', 'mouse', 'passthrough', 'evdev']);
const input = z.strictObject({
  type,
  bus: z.enum(['usb', 'ps2', 'virtio']).optional().describe('usb for tablets, ps2 for others.'),
  model: z.enum(['virtio', 'virtio-transitional', 'virtio-non-transitional']).optional(),
  source: targetPath.optional().describe('Of passthrough and evdev: the device of the host.'),
  grab: z.literal('all').optional().describe('Of evdev: take all devices with this one.'),
  repeat: z.boolean().optional().describe('Of evdev: repeat keys.'),
  ...placedSchema,
});

export const inputSchema = z
  .union([z.enum(['none', 'tablet', 'keyboard', 'mouse']), input, z.array(input)])
  .optional()
  .describe('Mice and keyboards besides those of the machine: a tablet if the guest has a screen, else none.')
  .meta({ examples: ['tablet', [{ type: 'keyboard', bus: 'virtio' }]] });
