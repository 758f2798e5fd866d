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
  mode: z
    .enum(['strict', 'preferred', 'interleave', 'restrictive'])
    .optional()
    .describe(
      'strict (default): only from these nodes; preferred: others if they are full; interleave: in turns; restrictive: as the host decides among them.',
    ),
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
        .describe('CPU share relative to other guests.')
        .meta({ examples: [2048] }),
      period: period
        .optional()
        .describe('Length of the period for quota, in microseconds.')
        .meta({ examples: [100000] }),
      quota: quota
        .optional()
        .describe('Microseconds per period that each CPU may use.')
        .meta({ examples: [50000] }),
      emulator_period: period
        .optional()
        .describe('The period for emulator_quota, in microseconds.')
        .meta({ examples: [100000] }),
      emulator_quota: quota
        .optional()
        .describe('Microseconds in each period for QEMU itself; -1 for no limit.')
        .meta({ examples: [50000] }),
      iothread_period: period
        .optional()
        .describe('The period for iothread_quota, in microseconds.')
        .meta({ examples: [100000] }),
      iothread_quota: quota
        .optional()
        .describe('Microseconds in each period for each I/O thread; -1 for no limit.')
        .meta({ examples: [50000] }),
      global_period: period
        .optional()
        .describe('The period for global_quota, in microseconds.')
        .meta({ examples: [100000] }),
      global_quota: quota
        .optional()
        .describe('Microseconds in each period for the whole guest; -1 for no limit.')
        .meta({ examples: [50000] }),
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
          placement: z
            .enum(['static', 'auto'])
            .optional()
            .describe('static: the nodes of nodeset; auto: those that numad advises.'),
        })
        .optional()
        .describe('Host nodes that provide the memory of the guest.'),
      memnode: z
        .record(index, z.strictObject(nodes))
        .default({})
        .describe('The same for single guest nodes, by number.')
        .meta({ examples: [{ 0: { mode: 'strict', nodeset: 0 } }] }),
    })
    .optional()
    .describe('Memory placement on a NUMA host.')
    .meta({ examples: [{ memory: { mode: 'strict', nodeset: 0 } }] }),
};
