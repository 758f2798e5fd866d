import * as z from 'zod';
import { filePath } from '../../profile/scalars.ts';
import { fromEnvironment, fromFile } from '../../profile/secret.ts';

const secretName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,30}$/, 'a name of your own\nUse lower-case letters, digits, - and _, a letter first.');

const documentFile = filePath
  .describe('File on the build machine that contains it.')
  .meta({ file: true, examples: ['web/user-data.yaml'] });

/** A file, a verbatim text, or values to print as YAML. */
const document = (what: string) =>
  z
    .union([
      z.strictObject({ file: documentFile }),
      z.string().min(1, 'text\nRemove the key instead.'),
      z
        .record(z.string(), z.unknown().describe('As in the cloud-init documentation.'))
        .refine((values) => !Object.hasOwn(values, 'file'), 'values, or a file\nKeep only file, or remove it.'),
    ])
    .optional()
    .describe(what)
    .meta({ literals: 'elsewhere' });

export const cloudInitSchema = z
  .strictObject({
    user_data: document(
      'Settings: values (written as #cloud-config), a verbatim text such as a script, or a file.',
    ).meta({ examples: [{ packages: ['qemu-guest-agent'] }] }),
    meta_data: document(
      'Data about the guest: values, a text or a file. instance-id and local-hostname are added to values.',
    ).meta({
      examples: [{ 'local-hostname': 'web' }],
    }),
    network_config: document('Network configuration, version 1 or 2: values, a text or a file.').meta({
      examples: [{ version: 2, ethernets: { all: { match: { name: 'en*' }, dhcp4: true } } }],
    }),
    vendor_data: document('Like user_data, which takes precedence.').meta({ examples: [{ file: 'vendor.yaml' }] }),
    secrets: z
      .record(secretName, z.union([fromEnvironment(), fromFile()]).meta({ secret: true }))
      .default({})
      .describe('Sources of secrets, by name. Write { secret: NAME } in the values above to insert one.')
      .meta({ examples: [{ admin: { env: 'ADMIN_HASH' } }] }),
  })
  .optional()
  .describe('Initial configuration of the guest, for cloud-init on a CD (NoCloud).');
