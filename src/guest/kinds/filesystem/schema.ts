import * as z from 'zod';
import { plainText, targetPath } from '#src/profile/scalars.ts';
import { placedSchema } from '../address/schema.ts';

export const filesystemSchema = z.strictObject({
  source: targetPath.describe('Folder of the host.').meta({ examples: ['/srv/media'] }),
  target: plainText
    .min(1, 'a mount tag\nWrite one word, such as media.')
    .describe('The tag that the guest mounts.')
    .meta({ examples: ['media'] }),
  driver: z
    .enum(['virtiofs', '9p'])
    .default('virtiofs')
    .describe('virtiofs needs memory_backing with access shared; 9p does not.'),
  accessmode: z
    .enum(['passthrough', 'mapped', 'squash'])
    .optional()
    .describe("Whose the files are on the host; mapped by default for 9p, which keeps the guest's owners aside."),
  readonly: z.boolean().default(false),
  queue: z
    .int()
    .min(1)
    .optional()
    .describe('Length of the queue of virtiofs.')
    .meta({ examples: [1024] }),
  binary: z
    .strictObject({
      path: targetPath.optional().describe('The program, in place of the one that libvirt finds.'),
      xattr: z.boolean().optional().describe('Extended attributes.'),
      cache: z.enum(['none', 'always']).optional(),
      sandbox: z.enum(['namespace', 'chroot']).optional(),
      flock: z.boolean().optional(),
      posix_lock: z.boolean().optional(),
    })
    .optional()
    .describe('How virtiofsd runs.'),
  ...placedSchema,
});
