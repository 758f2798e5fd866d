import * as z from 'zod';
import { placedSchema } from '../address/schema.ts';

const cid = z
  .union([
    z.literal('auto'),
    z
      .int('an address\nWrite a whole number.')
      .min(3, 'an address\nWrite 3 or more: lower ones are reserved.')
      .max(4294967295),
  ])
  .describe('Address of the guest, or auto.');

export const vsockSchema = z
  .union([
    z.enum(['none', 'auto']),
    z.strictObject({
      cid: cid.default('auto'),
      model: z
        .enum(['virtio', 'virtio-transitional', 'virtio-non-transitional'])
        .default('virtio')
        .describe('The device that the guest sees.'),
      ...placedSchema,
    }),
  ])
  .default('none')
  .describe('Sockets between host and guest.')
  .meta({ examples: [{ cid: 3 }] });
