import { environment, warning } from '../findings/code.ts';
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
  'init-file-there': environment<{ file: string }>(
    (v) => `${v.file} is there already, and is left as it is`,
    'Name a file that is not there yet with --out.',
  ),
  'init-no-answer': environment(
    'the questions were not answered to the end, so no profile is written',
    'Answer all of them, or give facts: mkapkovl init --facts FILE.',
  ),
  'encrypt-no-passphrase': environment(
    'there is no passphrase to encrypt the overlay with',
    'Set MKAPKOVL_PASSPHRASE, give --passphrase-file FILE, or run it on a terminal to be asked.',
  ),
  'encrypt-passphrase-unusable': environment<{ reason: string }>(
    (v) => `the passphrase cannot be used: ${v.reason}`,
    'Give one line of ordinary characters, and nothing else in that file or variable.',
  ),
  'encrypt-weak-passphrase': warning<{ length: number }>(
    (v) => `the passphrase has only ${v.length} characters`,
    'Alpine derives the key with a single round of SHA-256: use 20 random characters or more.',
  ),
  'artifact-unreadable': environment<{ file: string; reason: string }>(
    (v) => `${v.file} is no artifact of mkapkovl: ${v.reason}`,
    'Name an .apkovl.tar.gz (or .aes-256-cbc), .answers or .manifest.json.',
  ),
  'artifact-no-entry': environment<{ file: string; entry: string }>(
    (v) => `${v.file} has no ${v.entry}`,
    'Run it without a path to list what is there.',
  ),
  'listing-excerpt': warning<{ file: string }>(
    (v) =>
      `${v.file} shows only a part of its machine: it lacks what every PC has, such as the ISA bridge to its firmware`,
    'Paste the listing whole: in a part nobody can tell what is the only disk controller, network card or display of the host.',
  ),
  'no-iommu-groups': warning<{
    state: 'off' | 'unknown';
    reason: string | null;
    offBy: string | null;
    vendor: 'intel' | 'amd' | undefined;
    virtual: boolean;
  }>(
    ({ state, reason }) =>
      state === 'off'
        ? `the IOMMU is off or absent, so that nothing can be passed through as it is${reason ? ` (${reason})` : ''}`
        : 'nothing is known about IOMMU groups, and so not what must go together; the IOMMU may be off or absent',
    ({ state, offBy, vendor, virtual }) => {
      if (virtual)
        return 'This is a virtual machine: give it an emulated IOMMU (intel-iommu, amd-iommu or virtio-iommu of QEMU), and take the listing or the facts anew.';
      const names = { intel: 'VT-d', amd: 'AMD-Vi (IOMMU)' };
      const unit = vendor ? names[vendor] : 'VT-d (Intel) or AMD-Vi (AMD, "IOMMU")';
      const boot = `boot with ${vendor === 'amd' ? '' : 'intel_iommu=on '}iommu=pt`;
      if (offBy === 'options') return `At the boot prompt add intel_iommu=on iommu=pt, and take the facts anew.`;
      if (state === 'off')
        return `Enable ${unit} in the firmware setup, ${boot}, and take the listing or the facts anew.`;
      return `Add a listing of the IOMMU groups or take facts (mkapkovl probe); if there are none, enable ${unit} in the firmware setup and ${boot}.`;
    },
  ),
  'import-lost': warning<Left>(
    (v) => `not carried over: ${shown(v)}: ${v.why}`,
    (v) => v.remedy ?? 'If the guest needs it, edit it on the target with virsh edit.',
  ),
  'import-kept': warning<Left>(
    (v) => `carried over as it is: ${shown(v)}: ${v.why}`,
    (v) => v.remedy ?? 'Nothing checks it, so look whether it suits the new host.',
  ),
  'import-changed': warning<Left>(
    (v) => `carried over differently: ${shown(v)}: ${v.why}`,
    (v) => v.remedy ?? 'Look whether that suits the guest.',
  ),
  'probe-failed': environment<{ host: string | undefined; reason: string }>(
    (v) => `${here(v.host)} cannot be probed: ${v.reason}`,
    (v) =>
      v.host === undefined
        ? 'It takes sh and Linux; mkapkovl probe USER@HOST measures another machine.'
        : `ssh ${v.host} true must work, with a password or a key. Without ssh, take the script there: mkapkovl probe --script > probe.sh, then sh probe.sh > facts.json on the machine.`,
  ),
  'probe-answer': environment<{ host: string | undefined; reason: string }>(
    (v) => `what ${here(v.host)} answered is no facts: ${v.reason}`,
    'Silence what its shell prints for commands (~/.profile, ~/.bashrc), or run it there: mkapkovl probe --script > probe.sh, then sh probe.sh > facts.json on the machine.',
  ),
  'probe-unwritable': environment<{ file: string; reason: string }>(
    (v) => `${v.file} is not written: ${v.reason}`,
    'Name another file with --out, or move that one away.',
  ),
  'probe-not-measured': warning<{ what: string; remedy: string }>(
    (v) => v.what,
    (v) => v.remedy || 'The facts say null there.',
  ),
});
