import * as z from 'zod';
import { number } from '../../profile/scalars.ts';
import { publicKey } from '../../profile/ssh-keys.ts';

/** Twelve digits: JavaScript and the target's shell count so far exactly, and a date such as 2026112901 fits. */
const lastSerial = 999_999_999_999;

export const signingSchema = z
  .strictObject({
    allowed_signers: z
      .array(publicKey)
      .default([])
      .describe('Public SSH keys that may sign overlays. With one of them mkapkovl-host apply refuses all others.')
      .meta({ merge: 'append' }),
    serial: number(1, lastSerial, 'a serial number')
      .optional()
      .describe('Serial number of the overlay, for build --sign. A host refuses a lower one than its last.')
      .meta({ examples: [7] }),
  })
  .prefault({})
  .describe('Signatures of overlays that update the host.');
