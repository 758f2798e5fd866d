import { error, warning } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

interface Refusal {
  what: string;
  remedy: string;
  release: string;
  refused: string;
  accepted: string;
}

export const { codes, problem, problemAt } = findingsOf({
  'libvirt-refuses': error<Refusal>(
    (v) => `the libvirt of Alpine ${v.release} refuses ${v.what} (seen with libvirt ${v.refused})`,
    (v) => v.remedy,
  ),
  'libvirt-may-refuse': warning<Refusal>(
    (v) =>
      `the libvirt of Alpine ${v.release} may refuse ${v.what}: libvirt ${v.refused} refuses it, ${v.accepted} accepts it, and the versions in between were not tested`,
    (v) => v.remedy,
  ),
  'number-out-of-range': error<{ key: string; value: string; kind: string; wanted: string }>(
    (v) => `${v.key} cannot be ${v.value} with ${v.kind}`,
    (v) => `Write ${v.wanted}.`,
  ),
  'key-not-available-for-kind': error<{ key: string; kind: string; kinds: string }>(
    (v) => `${v.key} is not available for ${v.kind}`,
    (v) => `Remove it: it is available only for ${v.kinds}.`,
  ),
  'key-required-by-kind': error<{ key: string; kind: string }>(
    (v) => `${v.kind} needs ${v.key}`,
    (v) => `Add ${v.key.includes(':') ? v.key : `the key ${v.key}`}.`,
  ),
  'ide-needs-pc': error('the machine type q35 has no IDE', 'Use bus: sata, or machine: pc.'),
  'vcpus-beyond-machine': error<{ vcpus: number; processors: number }>(
    (v) => `the guest has ${v.vcpus} CPUs, but the machine has only ${v.processors}`,
    'Give it fewer CPUs: virtual CPUs that wait for each other make a guest slower.',
  ),
  'memory-beyond-machine': error<{ memory: string; there: string }>(
    (v) => `the guest has ${v.memory} of memory, but the machine has only ${v.there}`,
    'Give it less memory, and leave some for the host.',
  ),
  'memory-total-beyond-machine': warning<{ guests: string; sum: string; there: string }>(
    (v) =>
      `the guests that start with the host (${v.guests}) need ${v.sum} of memory in total, but the machine has only ${v.there}`,
    'Give them less memory, or start fewer of them. The memory of a guest with PCI devices is pinned: it cannot be shared or swapped out.',
  ),
  'guest-state-in-memory': error<{ name: string; what: string; folder: string }>(
    (v) => `the ${v.what} of ${v.name} would be kept in memory (${v.folder}) and lost when the host restarts`,
    (v) =>
      `Mount a persistent file system at ${v.folder} or above it, such as at /var/lib/libvirt, with storage.mounts.`,
  ),
});
