import * as z from 'zod';
import { placedSchema } from '../address/schema.ts';

const model = z.enum(['ich9', 'ich6', 'ac97', 'es1370', 'sb16', 'pcspk', 'usb']);
const card = z.strictObject({ model: model.describe('What the guest sees.'), ...placedSchema });

export const soundSchema = z
  .union([z.literal('none'), model, card, z.array(card)])
  .optional()
  .describe('Sound card; by default ich9 with spice (ich6 with machine pc), else none.')
  .meta({ examples: ['ich9'] });
