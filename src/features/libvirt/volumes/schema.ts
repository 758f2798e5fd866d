import * as z from 'zod';
import { imageSchema, size, targetPath } from '#src/profile/scalars.ts';

const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._:+-]*$/,
    'the name of a volume\nUse letters, digits and . _ : + -, a letter or digit first.',
  );

const volume = z.strictObject({
  capacity: size.optional().describe('Its size when it is made, or to which an image is grown.'),
  allocation: size.optional().describe('How much of it is taken from the pool at once.'),
  format: z
    .enum(['qcow2', 'raw'])
    .optional()
    .describe('By the name by default: qcow2 for one that ends in .qcow2, else raw.'),
  backing_store: z
    .strictObject({
      volume: z
        .string()
        .regex(/^[^/]+\/[^/]+$/, 'a volume\nWrite pool/volume, such as default/base.qcow2.')
        .optional()
        .meta({ examples: ['default/base.qcow2'] }),
      path: targetPath.optional().describe('Or a file of the host.'),
      format: z.enum(['qcow2', 'raw']).default('qcow2'),
    })
    .optional()
    .describe('What it only holds the differences from.')
    .meta({ examples: [{ volume: 'default/base.qcow2' }] }),
  image: imageSchema.optional().describe('What it is filled with when it is made.'),
});

export const volumesSchema = z
  .record(name, volume)
  .default({})
  .describe('Volumes that are made if they are not there; an existing one is never touched.')
  .meta({ examples: [{ 'data.qcow2': { capacity: '32GiB' } }] });
