import * as z from 'zod';
import { cpuList } from '../../profile/scalars.ts';

export const tuningSchema = z
  .strictObject({
    hugepages: z
      .array(
        z.strictObject({
          size: z.enum(['2MiB', '1GiB']).describe('Page size.'),
          count: z
            .int('a number of pages\nWrite a whole number.')
            .min(1, 'a number of pages\nWrite 1 or more.')
            .max(16_777_216, 'a number of pages\nWrite fewer.')
            .describe('Number of pages to reserve for guests.')
            .meta({ examples: [8] }),
        }),
      )
      .default([])
      .describe('Huge pages, reserved at boot.'),
    isolate_cpus: cpuList.optional().describe('CPUs that the host does not use, for pinned guests.'),
  })
  .prefault({})
  .describe('Memory and CPUs reserved for guests.');
