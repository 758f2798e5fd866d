import * as z from 'zod';
import { size } from '../../profile/scalars.ts';
import { byPrompt, fromEnvironment, fromFile } from '../../profile/secret.ts';

const identity = (what: string, remedy: string, example: string) =>
  z
    .string()
    .regex(/^(?!(0x|naa\.|eui\.|uuid\.)$)[A-Za-z0-9._:-]{3,128}$/, `${what}\n${remedy}`)
    .meta({ examples: [example] });
const copy = "Copy it from the disk's label or from lsblk -o NAME,SERIAL,WWN; digits alone need quotes.";

const onMedium = () =>
  z.strictObject({
    on_medium: z
      .string()
      .regex(/^[A-Za-z0-9._-]+:[A-Za-z0-9._/-]+$/, 'a file on a medium\nWrite LABEL:path, such as KEYS:kvm1.key.')
      .describe('File on a medium that is plugged in during installation: LABEL:path.')
      .meta({ examples: ['KEYS:kvm1.key'] }),
  });

export const installSchema = z
  .strictObject({
    mode: z
      .enum(['sys', 'diskless', 'existing'])
      .default('sys')
      .describe(
        'sys installs to a disk, diskless runs from memory, existing is for an Alpine that is already installed.',
      ),
    disk: z
      .strictObject({
        serial: identity('a serial number', copy, 'S3Z9NB0K123456')
          .optional()
          .describe('Serial number of the only disk that may be written to.'),
        wwn: identity('a world wide name', copy, 'eui.0025385b71b00d2c')
          .optional()
          .describe('World wide name of that disk, instead of or in addition to serial.'),
        min_size: size.optional().describe('The disk must have at least this size.'),
        max_size: size.optional().describe('The disk must have at most this size.'),
        wipe: identity(
          'the serial number of the disk',
          'Repeat its serial (or wwn) here, digits alone in quotes: a disk that may be erased is named twice.',
          'S3Z9NB0K123456',
        )
          .optional()
          .describe(
            'Allows the installer to erase the disk: repeat its serial (or wwn). Without it only a blank disk is written to.',
          ),
        generation: z
          .int('a count\nWrite a whole number.')
          .min(1, 'a count\nStart at 1.')
          .max(1_000_000, 'a count\nStart at 1.')
          .default(1)
          .describe('Number of the installation: raise it to allow the disk to be erased once more.')
          .meta({ examples: [2] }),
      })
      .optional()
      .describe('The disk of a sys installation. No other disk is ever written to.'),
    encrypt: z
      .strictObject({
        passphrase: z
          .union([byPrompt(), onMedium(), fromEnvironment(), fromFile()])
          .describe('Source of the LUKS passphrase.')
          .meta({ secret: true, examples: [{ prompt: true }] }),
        overlay: z
          .enum(['encrypted', 'plain'])
          .optional()
          .describe(
            'With env or file: whether the overlay, which contains the passphrase, must be encrypted or may be plain.',
          ),
      })
      .optional()
      .describe('Encrypts the root file system with LUKS.'),
  })
  .prefault({})
  .describe('How Alpine is installed on the machine.');
