import { environment, error, warning } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

const anew = 'Take the facts anew (mkapkovl probe)';

export const { codes, problem, problemAt } = findingsOf({
  'device-in-no-group': error<{ device: string }>(
    (v) => `${v.device} is in no IOMMU group, so that it cannot be given to a guest`,
    'Pick something that is in a group: mkapkovl devices shows them.',
  ),
  'pick-ambiguous': error<{ device: string; addresses: string }>(
    (v) => `${v.device} is there several times: ${v.addresses}`,
    'Pick the one that is meant by its address.',
  ),
  'facts-too-old': error<{ date: string; limit: string }>(
    (v) => `the facts are of ${v.date}, older than ${v.limit}`,
    `${anew}, or raise facts_max_age.`,
  ),
  'facts-undated': error(
    'the facts do not say when they were taken',
    `${anew}; listings that were pasted have no date.`,
  ),
  'usb-needs-facts': error<{ id: string }>(
    (v) => `no facts tell which PCI controller ${v.id} hangs on`,
    'Make facts on the machine (mkapkovl probe) and name them (facts:, --facts), or give the PCI address of the controller.',
  ),
  'usb-on-several-controllers': error<{ id: string; controllers: string }>(
    (v) => `${v.id} is there several times, on ${v.controllers}`,
    'Name the one that is meant by its PCI address.',
  ),
  'device-not-in-facts': error<{ device: string }>(
    (v) => `the machine has no ${v.device}`,
    (v) =>
      `Compare with ${v.device.startsWith('usb ') ? 'lsusb' : 'lspci -Dnn'} of that machine; the facts may be of another one.`,
  ),
  'selector-needs-facts': error<{ device: string }>(
    (v) => `without facts nobody can tell which PCI addresses ${v.device} means`,
    'Make facts on the machine (mkapkovl probe) and name them (facts:, --facts), or give PCI addresses.',
  ),
  'usb-controller-unknown': error<{ device: string }>(
    (v) => `the facts have ${v.device}, but not which PCI controller it hangs on`,
    'lsusb alone does not tell. Take the facts on the machine (mkapkovl probe), or give the PCI address.',
  ),
  'device-is-bridge': error<{ device: string }>(
    (v) => `${v.device} is a bridge, and vfio-pci takes none`,
    'Name what is behind it. Bridges and root ports stay with the host, also where they share a group.',
  ),
  'iommu-off': error<{ device: string; reason?: string | undefined }>(
    (v) => `${v.device} cannot be given to a guest: the machine has no IOMMU groups${v.reason ? ` (${v.reason})` : ''}`,
    'Enable VT-d (Intel) or IOMMU (AMD) in the firmware setup, if the machine has it, and take the facts anew.',
  ),
  'groups-unknown': warning<{ reason?: string | undefined }>(
    (v) => `the facts do not say which IOMMU groups there are${v.reason ? ` (${v.reason})` : ''}`,
    'The target looks at each group before it starts a guest. To know now, boot it with intel_iommu=on iommu=pt and take the facts anew.',
  ),
  'lock-invalid': environment<{ file: string; reason: string }>(
    (v) => `${v.file} is not a lock file: ${v.reason}`,
    'A lock is JSON with digests of what the network provides, schema 1.',
  ),
});
