import * as z from 'zod';
import { placedSchema } from '../address/schema.ts';

const model = z.enum(['virtio', 'qxl', 'vga', 'bochs', 'cirrus', 'vmvga', 'ramfb']);
const amount = z.int('a whole number\nWrite it in KiB.').min(1, 'a number of 1 or more\nWrite it in KiB.').optional();
const card = z.strictObject({
  model: model.optional().describe('What the guest sees; virtio by default.'),
  vram: amount.describe('Memory in KiB.').meta({ examples: [65536] }),
  ram: amount.describe('For qxl: size of the primary memory bar in KiB.').meta({ examples: [65536] }),
  vgamem: amount.describe('For qxl: framebuffer memory in KiB.').meta({ examples: [16384] }),
  heads: z
    .int()
    .min(1)
    .max(16)
    .optional()
    .describe('Number of displays.')
    .meta({ examples: [2] }),
  primary: z.boolean().optional().describe('Whether it is the first display.'),
  accel3d: z.boolean().optional().describe('For virtio: 3D acceleration.'),
  ...placedSchema,
});

export const videoSchema = z
  .union([z.literal('none'), model, card, z.array(card)])
  .optional()
  .describe('Video card; with graphics one that the operating system has a driver for, else none.')
  .meta({ examples: ['virtio', { model: 'qxl', vram: 65536 }] });
