import * as z from 'zod';
import { placedSchema } from '../address/schema.ts';

const model = z.enum(['i6300esb', 'itco', 'ib700']);

export const watchdogSchema = z
  .union([
    z.literal('none'),
    model,
    z.strictObject({
      model: model.default('i6300esb').describe('The device that the guest sees.'),
      action: z
        .enum(['reset', 'shutdown', 'poweroff', 'pause', 'none', 'dump', 'inject-nmi'])
        .default('reset')
        .describe('What it does when the guest hangs.'),
      ...placedSchema,
    }),
  ])
  .default('none')
  .describe('Watchdog.')
  .meta({ examples: [{ model: 'i6300esb', action: 'reset' }] });
