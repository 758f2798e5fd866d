import * as z from 'zod';
import { markup, pciAddress } from '#src/profile/scalars.ts';

/** What every device of a guest may say besides its own keys. */
export const placedSchema = {
  address: pciAddress
    .optional()
    .describe('Where the guest sees it on its PCI bus.')
    .meta({ examples: ['0000:06:00.0'] }),
  multifunction: z.boolean().optional().describe('Whether there are other functions at that address.'),
  xml: markup.optional().describe('XML for which there is no key, put into the device as it is.'),
};

export const bootOrderSchema = z
  .int('a whole number\nWrite 1 for the first.')
  .min(1, 'a number of 1 or more\nWrite 1 for the first.')
  .optional()
  .describe("When it is tried as boot device, 1 first; instead of the guest's boot.order.");
