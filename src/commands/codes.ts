import { environment, error, warning } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

export interface Left {
  where: string;
  value: string;
  why: string;
  remedy?: string | undefined;
}
const shown = ({ where, value }: Left) => (value === '' ? where : `${where} (${value})`);
const here = (host: string | undefined) => host ?? 'this machine';

export const { codes, problemAt } = findingsOf({
  'init-file-exists': environment<{ file: string }>(
    (v) => `${v.file} already exists; it was not changed`,
    'Name a new file with --out.',
  ),
  'init-not-answered': environment(
    'not all questions were answered, so no profile was written',
    'Answer every question, or provide facts: mkapkovl init --facts FILE.',
  ),
  'init-no-virsh': warning<{ host: string }>(
    (v) => `${v.host} has no virsh, so the guests that it may have are not known`,
    'The profile has none. If other programs run guests there, write them into vms:, or import their definitions: mkapkovl import FILE.',
  ),
  'init-guests-unread': warning<{ host: string; reason: string }>(
    (v) => `libvirt on ${v.host} does not show its guests: ${v.reason}`,
    'Log in as root or as a member of the group libvirt, or import the definitions: virsh dumpxml GUEST > FILE there, mkapkovl import FILE here.',
  ),
  'init-not-imported': warning<{ host: string; kind: string; name: string; reason: string }>(
    (v) => `the ${v.kind} ${v.name} of ${v.host} is not in the profile: ${v.reason}`,
    (v) =>
      `Write it by hand, with what virsh ${v.kind === 'domain' ? '' : `${v.kind === 'network' ? 'net' : v.kind}-`}dumpxml shows there.`,
  ),
  'encrypt-no-passphrase': environment(
    'no passphrase was given for the encrypted overlay',
    'Set MKAPKOVL_PASSPHRASE, use --passphrase-file FILE, or run mkapkovl on a terminal, where it asks for one.',
  ),
  'encrypt-passphrase-unusable': environment<{ reason: string }>(
    (v) => `the passphrase cannot be used: ${v.reason}`,
    'Put one line of printable characters into that file or variable, and nothing else.',
  ),
  'encrypt-weak-passphrase': warning<{ length: number }>(
    (v) => `the passphrase has only ${v.length} characters`,
    'Use at least 20 random characters: Alpine derives the key with a single round of SHA-256, so that short passphrases are quick to guess.',
  ),
  'artifact-no-entry': environment<{ file: string; entry: string }>(
    (v) => `${v.file} has no entry ${v.entry}`,
    'Run mkapkovl inspect without a path to list the entries.',
  ),
  'explain-no-path': environment<{ profile: string; path: string; near: readonly string[] }>(
    (v) => `${v.profile} makes no ${v.path}`,
    (v) =>
      v.near.length > 0
        ? `Similar: ${v.near.join(', ')}. Without a path, all are listed.`
        : 'Run mkapkovl explain without a path to list what it makes.',
  ),
  'explain-no-key': environment<{ profile: string; key: string; near: readonly string[] }>(
    (v) => `${v.profile} has no key ${v.key}, and no default has it`,
    (v) =>
      v.near.length > 0
        ? `Similar: ${v.near.join(', ')}.`
        : 'Write it as it is nested, such as system.timezone or vms.NAME.memory; docs/profile.md has all keys.',
  ),
  'explain-key-fixed': environment<{ key: string; nested: boolean }>(
    (v) => `what ${v.key} becomes cannot be shown: without it, and with other values, the profile is not valid`,
    (v) => `${v.nested ? 'Name a key above it, or explain' : 'Explain'} the file that you expect it in.`,
  ),
  'report-one-page': environment<{ out: string; profiles: number }>(
    (v) => `${v.out} is one page, but there are ${v.profiles} profiles`,
    'Name a folder with --out, which gets a page for each of them, or name one profile.',
  ),
  'report-page-stale': warning<{ file: string }>(
    (v) => `${v.file} is the page of a host that is not among these profiles, from an earlier report`,
    'Delete it if the host is gone: the index does not name it. If its profile was only left out, name it, too.',
  ),
  'revision-unreadable': environment<{ name: string; reason: string; remedy?: string }>(
    (v) => `${v.name} cannot be read: ${v.reason}`,
    (v) =>
      v.remedy ??
      'Write git:REVISION:FILE inside a git repository, such as git:HEAD~1:hosts/kvm1.yaml. FILE is relative to the root of the repository, or to this folder if it begins with ./.',
  ),
  'diff-folder-alone': environment<{ folder: string; other: string }>(
    (v) => `a folder can be compared only with a folder: ${v.folder} is one, and ${v.other} is not`,
    (v) => `Name a file of ${v.folder} in its place, or a folder in place of ${v.other}.`,
  ),
  'listing-excerpt': warning<{ file: string; pc: boolean }>(
    (v) =>
      `${v.file} shows only part of a machine: ${v.pc ? 'it lacks devices that every PC has, such as the ISA bridge to the firmware' : 'a PCI domain lacks the root port that leads to its devices'}`,
    'Paste the complete listing: an excerpt cannot show which disk controller, network card or display is the only one of the host.',
  ),
  'devices-no-pci': error<{ file: string }>(
    (v) => `${v.file} lists no PCI device, so what guests could be given is not known`,
    'Run mkapkovl probe on the machine as root, or name a listing of its PCI devices too: lspci -nnk > pci.txt there, then mkapkovl devices FILE pci.txt here.',
  ),
  'no-iommu-groups': warning<{
    state: 'off' | 'unknown';
    reason: string | null;
    offBy: string | null;
    vendor: 'intel' | 'amd' | undefined;
    virtual: boolean;
    pc: boolean;
  }>(
    ({ state, reason }) =>
      state === 'off'
        ? `the IOMMU is off or absent, so no device can be passed through${reason ? ` (${reason})` : ''}`
        : 'the IOMMU groups are unknown, and so is which devices must be passed through together; the IOMMU may be off or absent',
    ({ state, offBy, vendor, virtual, pc }) => {
      if (virtual)
        return 'This is a virtual machine: give it an emulated IOMMU (intel-iommu, amd-iommu or virtio-iommu in QEMU), then collect the listing or the facts again.';
      if (!pc)
        return 'This is not a PC: its IOMMU (on ARM, an SMMU) works only if the firmware describes it (ACPI or device tree) and the kernel has its driver. The overlays that mkapkovl builds are for x86_64 machines.';
      const names = { intel: 'VT-d', amd: 'AMD-Vi (IOMMU)' };
      const unit = vendor ? names[vendor] : 'VT-d (Intel) or AMD-Vi (AMD, "IOMMU")';
      const boot = `boot with ${vendor === 'amd' ? '' : 'intel_iommu=on '}iommu=pt`;
      if (offBy === 'options') return `Add intel_iommu=on iommu=pt at the boot prompt, then collect the facts again.`;
      if (state === 'off')
        return `Enable ${unit} in the firmware setup, ${boot}, and collect the listing or the facts again.`;
      return `Add a listing of the IOMMU groups, or collect facts (mkapkovl probe). If the machine has no groups, enable ${unit} in the firmware setup and ${boot}.`;
    },
  ),
  'import-lost': warning<Left>(
    (v) => `not imported: ${shown(v)}: ${v.why}`,
    (v) => v.remedy ?? 'If the guest needs it, add it on the target with virsh edit.',
  ),
  'import-kept-verbatim': warning<Left>(
    (v) => `kept verbatim: ${shown(v)}: ${v.why}`,
    (v) => v.remedy ?? 'mkapkovl does not check it: make sure that it suits the new host.',
  ),
  'import-changed': warning<Left>(
    (v) => `changed: ${shown(v)}: ${v.why}`,
    (v) => v.remedy ?? 'Check that this suits the guest.',
  ),
  'probe-failed': environment<{ host: string | undefined; reason: string }>(
    (v) => `${here(v.host)} cannot be probed: ${v.reason}`,
    (v) =>
      v.host === undefined
        ? 'Probing needs Linux and sh; mkapkovl probe USER@HOST probes another machine.'
        : `Check that "ssh ${v.host} true" works, with a password or a key. Without ssh, copy the script to the machine: mkapkovl probe --script > probe.sh, then run there sh probe.sh > facts.json.`,
  ),
  'probe-answer-invalid': environment<{ host: string | undefined; reason: string }>(
    (v) => `the answer of ${here(v.host)} is not a facts file: ${v.reason}`,
    'Remove what its shell start files print (~/.profile, ~/.bashrc), or copy the script to the machine: mkapkovl probe --script > probe.sh, then run there sh probe.sh > facts.json.',
  ),
  'probe-unwritable': environment<{ file: string; reason: string }>(
    (v) => `${v.file} was not written: ${v.reason}`,
    'Name another file with --out, or move the existing one.',
  ),
  'probe-not-measured': warning<{ what: string; remedy: string }>(
    (v) => v.what,
    (v) => v.remedy || 'The facts have null for it.',
  ),
});
