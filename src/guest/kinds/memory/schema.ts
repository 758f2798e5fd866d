import * as z from 'zod';
import { cpuList, size } from '#src/profile/scalars.ts';

const page = z.strictObject({
  size: size
    .optional()
    .describe('Size of a page; the default one of the host otherwise.')
    .meta({ examples: ['2MiB'] }),
  nodeset: cpuList
    .optional()
    .describe('NUMA nodes of the guest whose memory it is.')
    .meta({ examples: ['0-1'] }),
});

export const memorySchema = {
  memory: size.describe('Memory, such as 4096MiB.'),
  max_memory: size.optional().describe('The most that the balloon can give it; as much as memory by default.'),
  memory_backing: z
    .strictObject({
      hugepages: z
        .union([z.boolean(), page, z.array(page)])
        .optional()
        .describe('Huge pages: true for the size that the host has by default, or sizes.')
        .meta({ examples: [{ size: '2MiB' }] }),
      nosharepages: z.boolean().default(false).describe('Keeps the host from merging equal pages (KSM).'),
      locked: z.boolean().default(false).describe('Never swapped out.'),
      source: z.enum(['anonymous', 'file', 'memfd']).optional().describe('Where the memory comes from.'),
      access: z.enum(['shared', 'private']).optional().describe('shared is what virtiofs needs.'),
      allocation: z.enum(['immediate', 'ondemand']).optional().describe('When the host gives it away.'),
      discard: z.boolean().default(false).describe('Dropped, not written back, when the guest ends.'),
    })
    .optional()
    .describe("How the guest's memory is backed by the host's.")
    .meta({ examples: [{ hugepages: { size: '2MiB' }, locked: true }] }),
};
