import * as z from 'zod';
import { size } from '../../profile/scalars.ts';
import { byPrompt, fromEnvironment, fromFile } from '../../profile/secret.ts';

const identity = (what: string) =>
  z
    .string()
    .regex(
      /^(?!(0x|naa\.|eui\.|uuid\.)$)[A-Za-z0-9._:-]{3,128}$/,
      `a ${what}\nCopy it from the disk's label or from /sys/block/…/device; digits alone need quotes.`,
    )
    .meta({ examples: ['S3Z9NB0K123456'] });

const onMedium = () =>
  z.strictObject({
    on_medium: z
      .string()
      .regex(/^[A-Za-z0-9._-]+:[A-Za-z0-9._/-]+$/, 'a file on a medium\nWrite LABEL:path, such as KEYS:kvm1.key.')
      .describe('File on a medium that is plugged in at install: LABEL:path.')
      .meta({ examples: ['KEYS:kvm1.key'] }),
  });

export const installSchema = z
  .strictObject({
    mode: z
      .enum(['sys', 'diskless', 'existing'])
      .default('sys')
      .describe('sys installs to a disk, diskless runs from memory, existing is for an Alpine that is already there.'),
    disk: z
      .strictObject({
        serial: identity('serial number').optional().describe('Serial number of the one disk that may be written.'),
        wwn: identity('world wide name').optional().describe('Or its world wide name.'),
        min_size: size.optional().describe('The disk must have at least this size.'),
        max_size: size.optional().describe('The disk must have at most this size.'),
        wipe: identity('serial number')
          .optional()
          .describe('Arms the installer: the serial (or wwn) again. Without it only a blank disk is written.'),
        generation: z
          .int('a count\nWrite a whole number.')
          .min(1, 'a count\nStart at 1.')
          .max(1_000_000, 'a count\nStart at 1.')
          .default(1)
          .describe('Counts reinstalls: raise it to let a wiped disk be written once more.'),
      })
      .optional()
      .describe('The disk of a sys installation. No other disk is ever written.'),
    encrypt: z
      .strictObject({
        passphrase: z
          .union([byPrompt(), onMedium(), fromEnvironment(), fromFile()])
          .describe('Where the LUKS passphrase comes from.')
          .meta({ secret: true, examples: [{ prompt: true }] }),
        overlay: z
          .enum(['encrypted', 'plain'])
          .optional()
          .describe(
            'With env or file: whether the overlay that carries the passphrase must be encrypted, or may be plain.',
          ),
      })
      .optional()
      .describe('Encrypts the root file system with LUKS.'),
  })
  .prefault({})
  .describe('How Alpine gets onto the machine.');
