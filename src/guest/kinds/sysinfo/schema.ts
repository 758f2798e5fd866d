import * as z from 'zod';
import { plainText, uuid } from '#src/profile/scalars.ts';

const text = plainText.min(1, 'some text\nRemove the key instead.').optional();

/** As libvirt accepts it (virSysinfoBIOSParseXML). */
const date = z
  .string()
  .regex(
    /^(0[1-9]|1[0-2])\/(0[1-9]|[12][0-9]|3[01])\/([0-9]{2}|19[0-9]{2}|[2-9][0-9]{3})$/,
    'a date\nWrite month/day/year, such as 03/31/2024.',
  )
  .optional()
  .meta({ examples: ['03/31/2024'] });

export const sysinfoSchema = z
  .union([
    z.enum(['host', 'none', 'emulate']),
    z.strictObject({
      bios: z.strictObject({ vendor: text, version: text, date, release: text }).optional(),
      system: z
        .strictObject({
          manufacturer: text,
          product: text,
          version: text,
          serial: text,
          uuid: uuid.optional().describe('Must be the same as uuid of the guest.'),
          sku: text,
          family: text,
        })
        .optional(),
      base_board: z
        .strictObject({ manufacturer: text, product: text, version: text, serial: text, asset: text, location: text })
        .optional(),
      chassis: z.strictObject({ manufacturer: text, version: text, serial: text, asset: text, sku: text }).optional(),
      oem_strings: z.array(plainText.min(1)).default([]),
    }),
  ])
  .default('none')
  .describe('SMBIOS data that the guest sees: host for that of the host, or values.')
  .meta({ examples: ['host', { system: { manufacturer: 'Example', product: 'Router' } }] });
