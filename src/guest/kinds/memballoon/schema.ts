import * as z from 'zod';
import { placedSchema } from '../address/schema.ts';

const model = z.enum(['virtio', 'virtio-transitional', 'virtio-non-transitional', 'none']);

export const memballoonSchema = z
  .union([
    model,
    z.strictObject({
      model: model.default('virtio'),
      autodeflate: z.boolean().optional().describe('Gives memory back before the guest has none.'),
      free_page_reporting: z.boolean().optional().describe('Tells the host which pages are free.'),
      stats_period: z.int().min(0).optional().describe('Seconds between figures.'),
      ...placedSchema,
    }),
  ])
  .default('virtio')
  .describe('Memory balloon; none with passed-through devices makes sense.')
  .meta({ examples: ['none'] });
