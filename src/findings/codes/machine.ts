import { error, warning } from '../code.ts';

const anew = 'Take the facts anew (mkapkovl probe)';

/** What a profile says against the facts about its machine, beside devices for guests. */
export const machineCodes = {
  'facts-too-old': error<{ date: string; limit: string }>(
    (v) => `the facts are of ${v.date}, older than ${v.limit}`,
    `${anew}, or raise facts_max_age.`,
  ),
  'facts-undated': error(
    'the facts do not say when they were taken',
    `${anew}; listings that were pasted have no date.`,
  ),
  'facts-of-another-machine': error<{ wanted: string; found: string }>(
    (v) =>
      `the facts are not of ${v.wanted}, but ${v.found ? `of ${v.found}` : 'of a machine that does not say its name'}`,
    'Give the facts of the right machine, or correct facts_machine.',
  ),
  'facts-of-no-part': error(
    'neither the disk nor any network card of the profile is on this machine: the facts are of another one',
    'Give the facts of the right machine (facts:, --facts), or correct serial numbers and MAC addresses.',
  ),
  'install-disk-not-in-facts': error<{ wanted: string; disks: string[] }>(
    (v) => `the machine has no disk ${v.wanted}`,
    (v) => (v.disks.length > 0 ? `Its disks are ${v.disks.join(', ')}.` : 'The facts have no disk at all.'),
  ),
  'install-disk-unverified': warning<{ wanted: string; disks: string }>(
    (v) => `whether the machine has the disk ${v.wanted} cannot be told: it could be ${v.disks}`,
    `${anew}, as root, so that they have every serial number. The installer looks again before it writes.`,
  ),
  'install-disk-several': error<{ wanted: string; disks: string }>(
    (v) => `the machine has several disks ${v.wanted}: ${v.disks}`,
    'Add what tells them apart: wwn beside serial, or serial beside wwn.',
  ),
  'install-disk-out-of-bounds': error<{ name: string; size: number; bound: string; limit: string | undefined }>(
    (v) => `the disk (${v.name}) has ${v.size} bytes, ${v.bound === 'min_size' ? 'less' : 'more'} than ${v.limit}`,
    'Correct the bound, or choose another disk.',
  ),
  'install-disk-passed-through': error<{ device: string; name: string }>(
    (v) => `the disk to install to (${v.name}) hangs on ${v.device}, which is passed through`,
    'Install to a disk on another controller, or keep this one for the host.',
  ),
  'port-not-in-facts': error<{ name: string; known: string }>(
    (v) => `the machine has no network card ${v.name}`,
    (v) => (v.known ? `Its cards are ${v.known}.` : 'The facts have no network card at all.'),
  ),
  'port-named-elsewhere': warning<{ name: string; mac: string }>(
    (v) => `${v.name} is its name under another system; Alpine leaves the kernel's names (eth0, eth1 …)`,
    (v) => `Name the card by its address, which is the same everywhere: { mac: "${v.mac}" }.`,
  ),
  'port-passed-through': error<{ device: string; name: string; mac: string }>(
    (v) => `${v.device} is the network card ${v.name} (${v.mac}), which the host uses itself`,
    'Give the guest another card, or the host.',
  ),
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
  'hugepages-beyond-machine': error<{ sum: string; there: string }>(
    (v) => `the reserved pages are ${v.sum}, and the machine has ${v.there}`,
    'Reserve fewer: the kernel would give what it can, and leave nothing for itself.',
  ),
  'isolated-cpus-absent': error<{ missing: string; there: string }>(
    (v) => `the machine has no CPU ${v.missing}`,
    (v) => `Its CPUs are ${v.there}.`,
  ),
};
