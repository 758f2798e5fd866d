import * as z from 'zod';
import { imageSchema, size, targetPath } from '#src/profile/scalars.ts';

const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._:+-]*$/,
    'the name of a volume\nUse letters, digits and . _ : + -, a letter or digit first.',
  );

const volume = z.strictObject({
  capacity: size.optional().describe('Size of the volume when it is created; a smaller image is enlarged to it.'),
  allocation: size.optional().describe('Space to allocate when the volume is created.'),
  format: z.enum(['qcow2', 'raw']).optional().describe('By default qcow2 if the name ends in .qcow2, else raw.'),
  backing_store: z
    .strictObject({
      volume: z
        .string()
        .regex(/^[^/]+\/[^/]+$/, 'a volume\nWrite pool/volume, such as default/base.qcow2.')
        .optional()
        .describe('A volume of a pool: pool/volume.')
        .meta({ examples: ['default/base.qcow2'] }),
      path: targetPath.optional().describe('Or a file on the host.'),
      format: z.enum(['qcow2', 'raw']).default('qcow2').describe('Format of the base.'),
    })
    .optional()
    .describe('Base volume or file, to which this volume stores only the differences.')
    .meta({ examples: [{ volume: 'default/base.qcow2' }] }),
  image: imageSchema.optional().describe('Image to fill the volume with when it is created.'),
});

export const volumesSchema = z
  .record(name, volume)
  .default({})
  .describe('Volumes to create if they do not exist; an existing one is never changed.')
  .meta({ examples: [{ 'data.qcow2': { capacity: '32GiB' } }] });
