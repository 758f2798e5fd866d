import * as z from 'zod';
import { fileMode, fileOwner, filePath, targetPath } from '../../profile/scalars.ts';

export const filesSchema = z
  .record(
    targetPath,
    z.strictObject({
      content: z.string().optional().describe('The text of the file; a secret in it is refused.'),
      source: filePath.optional().describe('Or a file of the build machine.'),
      mode: fileMode
        .optional()
        .describe(
          'Mode; "0644" by default, "0600" of a file with a secret in it. Alone, it sets that of a file of a user tree.',
        ),
      owner: fileOwner.optional().describe('Numeric owner; "0:0" by default.'),
    }),
  )
  .default({})
  .describe('Single files, by path on the target.')
  .meta({ examples: [{ '/etc/motd': { content: 'Welcome\n' } }] });
