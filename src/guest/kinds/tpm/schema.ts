import * as z from 'zod';
import { guestFile } from '#src/profile/scalars.ts';

export const tpmSchema = z
  .union([
    z.enum(['none', 'emulated']),
    z.strictObject({
      type: z.enum(['emulator', 'passthrough']).optional().describe('emulator by default, unless there is a path.'),
      model: z.enum(['tpm-crb', 'tpm-tis']).optional().describe('tpm-crb by default.'),
      version: z.enum(['1.2', '2.0']).optional().describe('Version; Windows 11 needs 2.0.'),
      path: guestFile
        .optional()
        .describe('TPM device of the host, to pass through.')
        .meta({ examples: ['/dev/tpm0'] }),
      persistent_state: z.boolean().optional().describe('Whether its content stays when the guest is undefined.'),
    }),
  ])
  .default('none')
  .describe('Trusted platform module (swtpm).')
  .meta({ examples: ['emulated', { model: 'tpm-tis', version: '2.0' }] });
