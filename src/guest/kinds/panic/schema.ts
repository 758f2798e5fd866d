import * as z from 'zod';
import { markup } from '#src/profile/scalars.ts';

const model = z.enum(['isa', 'hyperv', 'pvpanic']);

export const panicSchema = z
  .union([z.enum(['none', 'isa', 'hyperv', 'pvpanic']), z.strictObject({ model, xml: markup.optional() })])
  .default('none')
  .describe('Device by which the guest tells that it crashed.')
  .meta({ examples: ['isa'] });
