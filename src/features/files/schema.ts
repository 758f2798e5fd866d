import * as z from 'zod';
import { fileMode, fileOwner, filePath, targetPath } from '../../profile/scalars.ts';
import { fromEnvironment, fromFile } from '../../profile/secret.ts';

const secretName = () =>
  z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,30}$/, 'a name of your own\nUse lower-case letters, digits, - and _, a letter first.')
    .meta({ examples: ['key'] });

const piece = () =>
  z.union([
    z.string().describe('Text.'),
    z.strictObject({ secret: secretName().describe('Name of one of its secrets.') }).describe('A secret.'),
  ]);

export const filesSchema = z
  .record(
    targetPath,
    z.strictObject({
      content: z
        .union([z.string(), z.array(piece())])
        .optional()
        .describe('Text of the file. Secrets in it are refused: write a list of texts and { secret: NAME } instead.')
        .meta({ examples: ['Welcome\n', ['[Interface]\nPrivateKey = ', { secret: 'key' }, '\n']] }),
      secrets: z
        .record(secretName(), z.union([fromEnvironment(), fromFile()]).meta({ secret: true }))
        .optional()
        .describe(
          'Sources of the secrets in the content, by name. The target puts the file together, with mode 0600, at every start before networking; a line end after a secret is left out.',
        )
        .meta({ examples: [{ key: { env: 'WG_KEY' } }] }),
      source: filePath.optional().describe('Or a file on the build machine.'),
      secret: z
        .union([fromEnvironment(), fromFile()])
        .optional()
        .describe('Or a source of the whole file, which is a secret, such as a private key. It gets mode 0600.')
        .meta({ secret: true, examples: [{ file: 'ssh_host_ed25519_key' }] }),
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
