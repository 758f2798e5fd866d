import type { Guest } from '#src/host/guest.ts';

/** The elements of cputune that are plain numbers. */
export const limits = [
  'shares',
  'period',
  'quota',
  'global_period',
  'global_quota',
  'emulator_period',
  'emulator_quota',
  'iothread_period',
  'iothread_quota',
] as const;

/** Template values of CPU pinning and scheduling on the host. */
export function tuningView({ iothreads, cputune, numatune, xml }: Guest): object {
  return {
    iothreads,
    // Includes elements given as XML.
    cputune: !cputune
      ? xml.cputune && {}
      : {
          limits: limits.flatMap((name) => (cputune[name] === undefined ? [] : [{ name, value: cputune[name] }])),
          vcpupin: pins(cputune.vcpupin, 'vcpu'),
          emulatorpin: cputune.emulatorpin !== undefined && { cpuset: cputune.emulatorpin },
          iothreadpin: pins(cputune.iothreadpin, 'iothread'),
        },
    numatune: numatune && {
      memory: numatune.memory,
      memnodes: Object.entries(numatune.memnode).map(([cellid, { mode = 'strict', nodeset }]) => ({
        cellid,
        mode,
        nodeset,
      })),
    },
  };
}

function pins(pinned: Record<string, string | number>, key: string): object[] {
  return Object.entries(pinned).map(([number, cpuset]) => ({ [key]: number, cpuset }));
}
