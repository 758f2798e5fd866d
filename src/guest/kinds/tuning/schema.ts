import * as z from 'zod';
import { cpuList } from '#src/profile/scalars.ts';

const number = z
  .int('a whole number\nWrite it without a fraction.')
  .min(0, 'a number of 0 or more\nWrite no negative number.');
const cpus = z.union([number, cpuList]);
/** The range that libvirt accepts (docs/formatdomain, CPU Tuning). */
const period = number
  .min(1000, 'a number of microseconds\nWrite 1000 to 1000000.')
  .max(1_000_000, 'a number of microseconds\nWrite 1000 to 1000000.');
const quota = z
  .int('a number of microseconds\nWrite a whole number.')
  .refine((value) => value === -1 || value >= 1000, 'a number of microseconds\nWrite 1000 or more, or -1 for no limit.')
  .max(17_592_186_044_415, 'a number of microseconds\nWrite less.');
const index = z.string().regex(/^(0|[1-9]\d{0,3})$/, 'the number of a CPU or thread\nWrite a whole number.');
const nodes = {
  mode: z.enum(['strict', 'preferred', 'interleave', 'restrictive']).optional(),
  nodeset: cpus.describe('NUMA nodes of the host.').meta({ examples: [0] }),
};

export const tuningSchema = {
  cpuset: cpus
    .optional()
    .describe('CPUs of the host that the guest may run on.')
    .meta({ examples: ['2-7'] }),
  iothreads: number
    .optional()
    .describe('Number of I/O threads for disks.')
    .meta({ examples: [1] }),
  cputune: z
    .strictObject({
      vcpupin: z
        .record(index, cpus)
        .default({})
        .describe('Host CPUs by guest CPU.')
        .meta({ examples: [{ 0: 2, 1: 6 }] }),
      emulatorpin: cpus
        .optional()
        .describe('Host CPUs for QEMU itself.')
        .meta({ examples: ['0-1'] }),
      iothreadpin: z
        .record(index, cpus)
        .default({})
        .describe('Host CPUs by number of the I/O thread, from 1.')
        .meta({ examples: [{ 1: '0-1' }] }),
      shares: number
        .min(2, 'a share\nWrite 2 to 262144.')
        .max(262_144, 'a share\nWrite 2 to 262144.')
        .optional()
        .describe('CPU share relative to other guests.'),
      period: period.optional().describe('Length of the period for quota, in microseconds.'),
      quota: quota.optional().describe('Microseconds per period that each CPU may use.'),
      emulator_period: period.optional(),
      emulator_quota: quota.optional(),
      iothread_period: period.optional(),
      iothread_quota: quota.optional(),
      global_period: period.optional(),
      global_quota: quota.optional(),
    })
    .optional()
    .describe('CPU pinning and CPU limits.')
    .meta({ examples: [{ vcpupin: { 0: 2, 1: 6 }, emulatorpin: '0-1' }] }),
  numatune: z
    .strictObject({
      memory: z
        .strictObject({
          ...nodes,
          nodeset: nodes.nodeset.optional(),
          placement: z.enum(['static', 'auto']).optional(),
        })
        .optional()
        .describe('Host nodes that provide the memory of the guest.'),
      memnode: z
        .record(index, z.strictObject(nodes))
        .default({})
        .describe('The same for single guest nodes, by number.'),
    })
    .optional()
    .describe('Memory placement on a NUMA host.')
    .meta({ examples: [{ memory: { mode: 'strict', nodeset: 0 } }] }),
};
