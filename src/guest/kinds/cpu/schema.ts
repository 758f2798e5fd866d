import * as z from 'zod';
import { cpuList, size } from '#src/profile/scalars.ts';

const count = () =>
  z.int('a whole number\nWrite it without a fraction.').min(1, 'a number of 1 or more\nWrite 1 or more.');

export const vcpusSchema = z
  .int('a number of CPUs\nWrite a whole number.')
  .min(1, 'a number of CPUs\nWrite 1 or more.')
  .max(512, 'a number of CPUs\nWrite fewer.')
  .meta({ examples: [4] });

const policy = z.enum(['force', 'require', 'optional', 'disable', 'forbid']);
const featureName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/, 'a CPU feature\nWrite it as libvirt does, such as vmx.');

const cell = z.strictObject({
  cpus: cpuList.describe('Its CPUs.'),
  memory: size.describe('Its memory.'),
  access: z.enum(['shared', 'private']).optional().describe('Whether its memory is shared.'),
});

export const cpuSchema = z
  .strictObject({
    mode: z
      .enum(['host-model', 'host-passthrough', 'maximum', 'custom', 'default'])
      .optional()
      .describe(
        'host-passthrough (default) is the CPU of the host, host-model a similar model, maximum all that QEMU supports, custom a named model, and default the choice of QEMU (default with type qemu).',
      ),
    model: z
      .string()
      .regex(/^[A-Za-z0-9_.-]+$/, 'a CPU model\nWrite it as virsh cpu-models prints it.')
      .optional()
      .describe('With mode custom: the model.')
      .meta({ examples: ['EPYC-Milan'] }),
    fallback: z.enum(['allow', 'forbid']).optional().describe('Whether a lesser model may replace it.'),
    match: z
      .enum(['exact', 'minimum', 'strict'])
      .optional()
      .describe('How closely the host must match a custom model.'),
    check: z
      .enum(['none', 'partial', 'full'])
      .optional()
      .describe('How thoroughly the CPU is checked before the guest starts.'),
    migratable: z.boolean().optional().describe('With host-passthrough: exclude features that prevent migration.'),
    topology: z
      .strictObject({
        sockets: count()
          .optional()
          .describe('Number of sockets.')
          .meta({ examples: [1] }),
        dies: count()
          .optional()
          .describe('Dies in each socket.')
          .meta({ examples: [1] }),
        cores: count()
          .optional()
          .describe('Cores in each die.')
          .meta({ examples: [2] }),
        threads: count()
          .optional()
          .describe('Threads of each core.')
          .meta({ examples: [2] }),
      })
      .optional()
      .describe('Sockets, cores and threads; missing values are derived from vcpus, as cores.')
      .meta({ examples: [{ sockets: 1, cores: 2, threads: 2 }] }),
    cache: z
      .union([
        z.enum(['passthrough', 'emulate', 'disable']),
        z.strictObject({
          mode: z
            .enum(['passthrough', 'emulate', 'disable'])
            .describe('The caches of the host, emulated ones, or none.'),
          level: z
            .union([z.literal(1), z.literal(2), z.literal(3)])
            .optional()
            .describe('With emulate: the level of the cache.')
            .meta({ examples: [3] }),
        }),
      ])
      .optional()
      .describe('CPU caches that the guest sees: passthrough shows those of the host.')
      .meta({ examples: ['passthrough'] }),
    features: z
      .record(featureName, policy)
      .default({})
      .describe('CPU features by name.')
      .meta({ examples: [{ vmx: 'require', hypervisor: 'disable' }] }),
    numa: z
      .array(cell)
      .default([])
      .describe('NUMA nodes of the guest.')
      .meta({ examples: [[{ cpus: '0-1', memory: '2GiB' }]] }),
  })
  .prefault({})
  .describe('The processor that the guest sees.');
