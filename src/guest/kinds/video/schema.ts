import * as z from 'zod';
import { placedSchema } from '../address/schema.ts';

const model = z.enum(['virtio', 'qxl', 'vga', 'bochs', 'cirrus', 'vmvga', 'ramfb']);
const amount = z.int('a whole number\nWrite it in KiB.').min(1, 'a number of 1 or more\nWrite it in KiB.').optional();
const card = z.strictObject({
  model: model.optional(),
  vram: amount.describe('Memory in KiB.'),
  ram: amount.describe('The same, of qxl.'),
  vgamem: amount.describe('The same, of qxl.'),
  heads: z.int().min(1).max(16).optional().describe('Number of screens.'),
  primary: z.boolean().optional(),
  accel3d: z.boolean().optional().describe('Of virtio: 3D drawing.'),
  ...placedSchema,
});

export const videoSchema = z
  .union([z.literal('none'), model, card, z.array(card)])
  .optional()
  .describe('Graphics card: one that the system of the guest can drive if it has a screen, else none.')
  .meta({ examples: ['virtio', { model: 'qxl', vram: 65536 }] });
