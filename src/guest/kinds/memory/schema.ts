import * as z from 'zod';
import { cpuList, memorySize, size } from '#src/profile/scalars.ts';

const page = z.strictObject({
  size: size
    .optional()
    .describe('Page size; by default that of the host.')
    .meta({ examples: ['2MiB'] }),
  nodeset: cpuList
    .optional()
    .describe('NUMA nodes of the guest that use these pages.')
    .meta({ examples: ['0-1'] }),
});

export const memorySchema = {
  memory: memorySize.describe('Memory, such as 4096MiB.'),
  max_memory: memorySize
    .optional()
    .describe('Maximum memory that the balloon can provide; the same as memory by default.'),
  memory_backing: z
    .strictObject({
      hugepages: z
        .union([z.boolean(), page, z.array(page)])
        .optional()
        .describe('Huge pages: true for the default size of the host, or a list of sizes.')
        .meta({ examples: [{ size: '2MiB' }] }),
      nosharepages: z.boolean().default(false).describe('Prevents the host from merging identical pages (KSM).'),
      locked: z.boolean().default(false).describe('Whether the memory is never swapped out.'),
      source: z.enum(['anonymous', 'file', 'memfd']).optional().describe('Where the memory comes from.'),
      access: z.enum(['shared', 'private']).optional().describe('shared is what virtiofs needs.'),
      allocation: z.enum(['immediate', 'ondemand']).optional().describe('When the host allocates the memory.'),
      discard: z
        .boolean()
        .default(false)
        .describe('Whether the memory is discarded instead of written back when the guest shuts down.'),
    })
    .optional()
    .describe("How the guest's memory is backed by the host's.")
    .meta({ examples: [{ hugepages: { size: '2MiB' }, locked: true }] }),
};
