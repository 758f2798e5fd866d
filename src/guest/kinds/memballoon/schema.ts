import * as z from 'zod';
import { placedSchema } from '../address/schema.ts';

const model = z.enum(['virtio', 'virtio-transitional', 'virtio-non-transitional', 'none']);

export const memballoonSchema = z
  .union([
    model,
    z.strictObject({
      model: model.default('virtio').describe('The device; none for no balloon.'),
      autodeflate: z.boolean().optional().describe('Returns memory before the guest runs out of it.'),
      free_page_reporting: z.boolean().optional().describe('Reports free pages to the host.'),
      stats_period: z
        .int()
        .min(0)
        .optional()
        .describe('Seconds between memory statistics.')
        .meta({ examples: [10] }),
      ...placedSchema,
    }),
  ])
  .default('virtio')
  .describe('Memory balloon; use none with passed-through PCI devices.')
  .meta({ examples: ['none'] });
