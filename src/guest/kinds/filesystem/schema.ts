import * as z from 'zod';
import { guestFile, plainText } from '#src/profile/scalars.ts';
import { placedSchema } from '../address/schema.ts';

export const filesystemSchema = z.strictObject({
  source: guestFile.describe('Folder on the host.').meta({ examples: ['/srv/media'] }),
  target: plainText
    .min(1, 'a mount tag\nWrite one word, such as media.')
    .describe('Mount tag that the guest uses.')
    .meta({ examples: ['media'] }),
  driver: z
    .enum(['virtiofs', '9p'])
    .default('virtiofs')
    .describe('virtiofs needs memory_backing with access shared; 9p does not.'),
  accessmode: z
    .enum(['passthrough', 'mapped', 'squash'])
    .optional()
    .describe(
      'Who owns the files on the host; for 9p mapped by default, which stores the owners of the guest separately.',
    ),
  readonly: z.boolean().default(false).describe('Whether the guest can only read it.'),
  queue: z
    .int()
    .min(1)
    .optional()
    .describe('For virtiofs: queue length.')
    .meta({ examples: [1024] }),
  binary: z
    .strictObject({
      path: guestFile.optional().describe('The program, instead of the one that libvirt finds.'),
      xattr: z.boolean().optional().describe('Whether extended attributes are supported.'),
      cache: z
        .enum(['none', 'always'])
        .optional()
        .describe('Whether the guest keeps what it read: always is faster, but misses changes of the host.'),
      sandbox: z
        .enum(['namespace', 'chroot'])
        .optional()
        .describe('How the program is confined; namespace by default.'),
      flock: z.boolean().optional().describe('Whether BSD locks hold on the host, too.'),
      posix_lock: z.boolean().optional().describe('Whether POSIX locks hold on the host, too.'),
    })
    .optional()
    .describe('How virtiofsd runs.'),
  ...placedSchema,
});
