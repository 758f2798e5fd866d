import * as z from 'zod';
import { markup, pciAddress } from '#src/profile/scalars.ts';

/** Keys that every device of a guest may have in addition to its own. */
export const placedSchema = {
  address: pciAddress
    .optional()
    .describe('PCI address in the guest.')
    .meta({ examples: ['0000:06:00.0'] }),
  multifunction: z.boolean().optional().describe('Whether other functions share that slot.'),
  xml: markup.optional().describe('XML without a key of its own, added verbatim to the device.'),
};

export const bootOrderSchema = z
  .int('a whole number\nWrite 1 for the first.')
  .min(1, 'a number of 1 or more\nWrite 1 for the first.')
  .optional()
  .describe('Position among the boot devices, from 1; replaces boot.order of the guest.')
  .meta({ examples: [1] });
