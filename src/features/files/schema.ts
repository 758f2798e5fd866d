import * as z from 'zod';
import { fileMode, fileOwner, filePath, targetPath } from '../../profile/scalars.ts';

export const filesSchema = z
  .record(
    targetPath,
    z.strictObject({
      content: z.string().optional().describe('Text of the file. Secrets in it are refused.'),
      source: filePath.optional().describe('Or a file on the build machine.'),
      mode: fileMode
        .optional()
        .describe(
          'Mode; by default "0644", or "0600" for a file that contains a secret. On its own, it sets the mode of a file from a user tree.',
        ),
      owner: fileOwner.optional().describe('Numeric owner; "0:0" by default.'),
    }),
  )
  .default({})
  .describe('Single files, by path on the target.')
  .meta({ examples: [{ '/etc/motd': { content: 'Welcome\n' } }] });
