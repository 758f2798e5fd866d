import * as z from 'zod';
import { filePath } from '../../profile/scalars.ts';
import { fromEnvironment, fromFile } from '../../profile/secret.ts';

const secretName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,30}$/, 'a name of your own\nUse lower-case letters, digits, - and _, a letter first.');

const documentFile = filePath
  .describe('File of the build machine that holds it.')
  .meta({ file: true, examples: ['web/user-data.yaml'] });

/** A file, a text as it is, or values that are printed as YAML. */
const document = (what: string) =>
  z
    .union([
      z.strictObject({ file: documentFile }),
      z.string().min(1, 'text\nLeave the key out instead.'),
      z
        .record(z.string(), z.unknown().describe('As cloud-init has it.'))
        .refine((values) => !Object.hasOwn(values, 'file'), 'values, or a file\nKeep file alone, or take it out.'),
    ])
    .optional()
    .describe(what)
    .meta({ literals: 'elsewhere' });

export const cloudInitSchema = z
  .strictObject({
    user_data: document(
      'What to do: values (printed as #cloud-config), a text as it is, such as a script, or a file.',
    ).meta({ examples: [{ packages: ['qemu-guest-agent'] }] }),
    meta_data: document(
      'What the guest is: values, a text or a file. Values keep instance-id and local-hostname.',
    ).meta({
      examples: [{ 'local-hostname': 'web' }],
    }),
    network_config: document('Network configuration, version 1 or 2: values, a text or a file.').meta({
      examples: [{ version: 2, ethernets: { all: { match: { name: 'en*' }, dhcp4: true } } }],
    }),
    vendor_data: document('Like user_data, which goes before it.').meta({ examples: [{ file: 'vendor.yaml' }] }),
    secrets: z
      .record(secretName, z.union([fromEnvironment(), fromFile()]).meta({ secret: true }))
      .default({})
      .describe('Where secrets are. Among the values above, { secret: NAME } stands for one of these.')
      .meta({ examples: [{ admin: { env: 'ADMIN_HASH' } }] }),
  })
  .optional()
  .describe('First settings of the guest, given to cloud-init on a CD (NoCloud).');
