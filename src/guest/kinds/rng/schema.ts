import * as z from 'zod';
import { guestFile } from '#src/profile/scalars.ts';
import { placedSchema } from '../address/schema.ts';

export const rngSchema = z
  .union([
    z.literal('none'),
    guestFile,
    z.strictObject({
      model: z
        .enum(['virtio', 'virtio-transitional', 'virtio-non-transitional'])
        .default('virtio')
        .describe('The device that the guest sees.'),
      backend: z.enum(['random', 'builtin']).default('random').describe('A device of the host, or QEMU itself.'),
      device: guestFile.default('/dev/urandom').describe('With backend random: the device.'),
      rate: z
        .strictObject({
          bytes: z
            .int()
            .min(1)
            .describe('Most bytes in each period.')
            .meta({ examples: [1024] }),
          period: z
            .int()
            .min(1)
            .optional()
            .describe('In milliseconds.')
            .meta({ examples: [1000] }),
        })
        .optional()
        .describe('Rate limit.'),
      ...placedSchema,
    }),
  ])
  .optional()
  .describe(
    'Random number generator; by default from /dev/urandom, if the operating system has the driver; or a device, or none.',
  )
  .meta({ examples: ['/dev/random', 'none'] });
