import * as z from 'zod';
import { guestFile } from '#src/profile/scalars.ts';
import { placedSchema } from '../address/schema.ts';

const type = z.enum(['tablet', 'keyboard', 'mouse', 'passthrough', 'evdev']);
const input = z.strictObject({
  type: type.describe('The device; passthrough and evdev give the guest one of the host.'),
  bus: z.enum(['usb', 'ps2', 'virtio']).optional().describe('usb for tablets, ps2 for others.'),
  model: z
    .enum(['virtio', 'virtio-transitional', 'virtio-non-transitional'])
    .optional()
    .describe('With bus virtio: which devices of virtio it is compatible with.'),
  source: guestFile.optional().describe('For passthrough and evdev: the device on the host.'),
  grab: z.literal('all').optional().describe('For evdev: grab all devices together with this one.'),
  repeat: z.boolean().optional().describe('For evdev: enable key repeat.'),
  ...placedSchema,
});

export const inputSchema = z
  .union([z.enum(['none', 'tablet', 'keyboard', 'mouse']), input, z.array(input)])
  .optional()
  .describe('Additional mice and keyboards; by default a tablet if the guest has graphics, else none.')
  .meta({ examples: ['tablet', [{ type: 'keyboard', bus: 'virtio' }]] });
