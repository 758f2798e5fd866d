import * as z from 'zod';
import { plainText, uuid } from '#src/profile/scalars.ts';

const text = (what: string, example: string) =>
  plainText
    .min(1, 'some text\nRemove the key instead.')
    .optional()
    .describe(what)
    .meta({ examples: [example] });
const manufacturer = text('Manufacturer.', 'Example');
const product = text('Product name.', 'Router');
const version = text('Version.', '1.0');
const serial = text('Serial number.', 'SN-1');
const asset = text('Asset tag.', 'A-17');
const sku = text('SKU number.', 'R-1');

/** As libvirt accepts it (virSysinfoBIOSParseXML). */
const date = z
  .string()
  .regex(
    /^(0[1-9]|1[0-2])\/(0[1-9]|[12][0-9]|3[01])\/([0-9]{2}|19[0-9]{2}|[2-9][0-9]{3})$/,
    'a date\nWrite month/day/year, such as 03/31/2024.',
  )
  .optional()
  .describe('Release date, as month/day/year.')
  .meta({ examples: ['03/31/2024'] });

export const sysinfoSchema = z
  .union([
    z.enum(['host', 'none', 'emulate']),
    z.strictObject({
      bios: z
        .strictObject({ vendor: text('Vendor.', 'Example'), version, date, release: text('Release.', '1.2') })
        .optional()
        .describe('The firmware (type 0).'),
      system: z
        .strictObject({
          manufacturer,
          product,
          version,
          serial,
          uuid: uuid.optional().describe('Must be the same as uuid of the guest.'),
          sku,
          family: text('Product family.', 'Routers'),
        })
        .optional()
        .describe('The machine (type 1).'),
      base_board: z
        .strictObject({ manufacturer, product, version, serial, asset, location: text('Place in the case.', 'slot 1') })
        .optional()
        .describe('The board (type 2).'),
      chassis: z.strictObject({ manufacturer, version, serial, asset, sku }).optional().describe('The case (type 3).'),
      oem_strings: z
        .array(plainText.min(1))
        .default([])
        .describe('Texts for programs of the guest (type 11).')
        .meta({ examples: [['example.org:role=router']] }),
    }),
  ])
  .default('none')
  .describe('SMBIOS data that the guest sees: host for that of the host, or values.')
  .meta({ examples: ['host', { system: { manufacturer: 'Example', product: 'Router' } }] });
