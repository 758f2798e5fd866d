import * as z from 'zod';
import { uuid } from '../../profile/scalars.ts';

export const matchSchema = z
  .strictObject({
    serial: z
      .string()
      .regex(
        /^[!-~](?:[ -~]*[!-~])?$/,
        'a serial number\nCopy it from /sys/class/dmi/id/product_serial; digits alone need quotes.',
      )
      .optional()
      .describe('Serial number of the machine, as in /sys/class/dmi/id/product_serial.')
      .meta({ examples: ['CZ3123ABCD'] }),
    uuid: uuid
      .optional()
      .describe('UUID of the machine, as in /sys/class/dmi/id/product_uuid, instead of or in addition to serial.'),
  })
  .optional()
  .describe('How a medium for several hosts (mkapkovl media) recognizes the machine of this one.');
