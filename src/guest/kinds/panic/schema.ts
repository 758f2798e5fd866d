import * as z from 'zod';
import { markup } from '#src/profile/scalars.ts';

const model = z.enum(['isa', 'hyperv', 'pvpanic']);

export const panicSchema = z
  .union([
    z.enum(['none', 'isa', 'hyperv', 'pvpanic']),
    z.strictObject({
      model: model.describe('The device by which a crashing guest reports it.'),
      xml: markup.optional().describe('XML without a key of its own, added verbatim.'),
    }),
  ])
  .default('none')
  .describe('Device through which the guest reports a crash.')
  .meta({ examples: ['isa'] });
