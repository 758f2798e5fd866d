import { error, warning } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'iothread-absent': error<{ number: number; threads: number }>(
    (v) => `the guest has no I/O thread ${v.number}`,
    (v) => `Write a number from 1 to the value of iothreads (now ${v.threads}), or raise iothreads.`,
  ),
  'host-cpu-absent': error<{ cpu: number; there: string }>(
    (v) => `the host has no CPU ${v.cpu}`,
    (v) => `Its facts list the CPUs ${v.there}. Use one of these, or the facts of the right machine.`,
  ),
  'device-on-another-node': warning<{
    device: string;
    node: number;
    what: 'CPUs' | 'memory';
    where: string;
    processors: string | undefined;
  }>(
    (v) =>
      `${v.device} is at NUMA node ${v.node}, but the ${v.what} of its guest ${v.what === 'CPUs' ? 'are' : 'is'} at node ${v.where}, and the way between two nodes is slower`,
    (v) =>
      v.what === 'CPUs'
        ? `Pin the guest to CPUs of node ${v.node}${v.processors ? `, which are ${v.processors}` : ''}, or give it a device at node ${v.where}.`
        : `Write nodeset: ${v.node}, or give it a device at node ${v.where}.`,
  ),
  'cpu-pinned-twice': warning<{ cpu: number; guest: string }>(
    (v) => `a CPU of the guest ${v.guest} is already pinned to CPU ${v.cpu} of the host`,
    'Pin each CPU of a guest to a CPU of its own: two on one CPU of the host slow each other down.',
  ),
});
