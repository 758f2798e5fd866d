import * as z from 'zod';
import { cpuList } from '../../../../profile/scalars.ts';

const number = z
  .int('a whole number\nWrite it without a fraction.')
  .min(0, 'a number of 0 or more\nWrite no negative number.');
const cpus = z.union([number, cpuList]);
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
    .describe('Threads that disks can be given to.')
    .meta({ examples: [1] }),
  cputune: z
    .strictObject({
      vcpupin: z
        .record(index, cpus)
        .default({})
        .describe('CPUs of the host by CPU of the guest.')
        .meta({ examples: [{ 0: 2, 1: 6 }] }),
      emulatorpin: cpus
        .optional()
        .describe('CPUs of the host for QEMU itself.')
        .meta({ examples: ['0-1'] }),
      iothreadpin: z
        .record(index, cpus)
        .default({})
        .describe('CPUs of the host by number of the thread, from 1.')
        .meta({ examples: [{ 1: '0-1' }] }),
      shares: number.optional().describe('Share of the CPUs, compared with other guests.'),
      period: number.optional().describe('Microseconds that quota is of.'),
      quota: z.int().optional().describe('Microseconds of each period that a CPU may take.'),
      emulator_period: number.optional(),
      emulator_quota: z.int().optional(),
      iothread_period: number.optional(),
      iothread_quota: z.int().optional(),
      global_period: number.optional(),
      global_quota: z.int().optional(),
    })
    .optional()
    .describe('Which CPUs of the host do what, and how much of them.')
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
        .describe('Nodes of the host whose memory the guest gets.'),
      memnode: z
        .record(index, z.strictObject(nodes))
        .default({})
        .describe("The same for one of the guest's own nodes, by its number."),
    })
    .optional()
    .describe('Where on a host with NUMA the memory comes from.')
    .meta({ examples: [{ memory: { mode: 'strict', nodeset: 0 } }] }),
};
