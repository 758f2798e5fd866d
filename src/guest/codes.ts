import { error, warning } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

export const { codes, problem, problemAt } = findingsOf({
  'number-unfit': error<{ key: string; value: string; kind: string; wanted: string }>(
    (v) => `${v.key} cannot be ${v.value} with ${v.kind}`,
    (v) => `Write ${v.wanted}.`,
  ),
  'key-of-another-kind': error<{ key: string; kind: string; kinds: string }>(
    (v) => `${v.kind} has no ${v.key}`,
    (v) => `Take it out; these have it: ${v.kinds}.`,
  ),
  'key-needed-by-kind': error<{ key: string; kind: string }>(
    (v) => `${v.kind} is nothing without ${v.key}`,
    (v) => `Add ${v.key}:.`,
  ),
  'ide-needs-pc': error('q35 has no IDE', 'Use bus: sata, or machine: pc.'),
  'vcpus-beyond-machine': error<{ vcpus: number; processors: number }>(
    (v) => `${v.vcpus} CPUs are more than the ${v.processors} that the machine has`,
    'Give it fewer: CPUs of one guest that wait for each other make it slower than few.',
  ),
  'memory-beyond-machine': error<{ memory: string; there: string }>(
    (v) => `${v.memory} is more than the ${v.there} that the machine has`,
    'Give it less, and leave some for the host.',
  ),
  'memory-together-beyond-machine': warning<{ guests: string; sum: string; there: string }>(
    (v) => `the guests that start with the host (${v.guests}) want ${v.sum} together, and the machine has ${v.there}`,
    'Give them less, or start fewer. Memory of guests with PCI devices is pinned, and cannot be shared or swapped.',
  ),
  'guest-state-in-memory': error<{ name: string; what: string; folder: string }>(
    (v) => `the ${v.what} of ${v.name} would be in memory, in ${v.folder}, and gone at a restart`,
    (v) => `Mount something that lasts at ${v.folder} or above it, such as /var/lib/libvirt, by storage.mounts.`,
  ),
});
