import type { Problem } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import { parseCpuList, parseSize } from '../profile/units.ts';
import { problem } from './codes.ts';

/** Whether guests need more than this machine has. */
export function checkCapacity({ vms, machine }: Host): Problem[] {
  const all = Object.entries(vms);
  const processors = machine?.cpu.processors ? parseCpuList(machine.cpu.processors).length : undefined;
  const memory = machine?.memory ?? undefined;
  const problems = all.flatMap(([name, guest]) => [
    ...(processors !== undefined && guest.vcpus > processors
      ? [problem('vcpus-beyond-machine', ['vms', name, 'vcpus'], { vcpus: guest.vcpus, processors })]
      : []),
    ...(memory !== undefined && parseSize(guest.memory) > memory
      ? [problem('memory-beyond-machine', ['vms', name, 'memory'], { memory: guest.memory, there: mebibytes(memory) })]
      : []),
  ]);
  if (memory === undefined || problems.some(({ code }) => code === 'memory-beyond-machine')) return problems;
  const started = all.filter(([, { autostart }]) => autostart);
  const sum = started.reduce((bytes, [, guest]) => bytes + parseSize(guest.memory), 0);
  const last = started.at(-1);
  if (!last || sum <= memory) return problems;
  const values = { guests: started.map(([name]) => name).join(', '), sum: mebibytes(sum), there: mebibytes(memory) };
  return [...problems, problem('memory-total-beyond-machine', ['vms', last[0], 'memory'], values)];
}

const mebibytes = (bytes: number) => `${Math.floor(bytes / 2 ** 20)}MiB`;
