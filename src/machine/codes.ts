import { error, warning } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

/** Of a selector's name: a slot has devices in it, and the other names say what they are. */
const kindAndName = (device: string) =>
  device.startsWith('USB ') ? device : device.startsWith('slot ') ? `device in ${device}` : `device ${device}`;

const collectAgain = 'Collect the facts again (mkapkovl probe)';

export const { codes, problem, problemAt } = findingsOf({
  'device-without-iommu-group': error<{ device: string; shown: boolean }>(
    (v) =>
      v.shown
        ? `the facts show ${v.device} in no IOMMU group, so it cannot be passed through to a guest`
        : `the listing does not show the IOMMU group of ${v.device}, so it is unknown what must be passed through with it`,
    (v) =>
      v.shown
        ? 'Choose a device that is in a group: mkapkovl devices lists them.'
        : `${collectAgain}, or paste a listing of the groups of all devices, not only of some.`,
  ),
  'pick-ambiguous': error<{ device: string; addresses: string }>(
    (v) => `${v.device} matches several devices: ${v.addresses}`,
    'Select one by its address.',
  ),
  'facts-too-old': error<{ date: string; limit: string }>(
    (v) => `the facts were collected on ${v.date}, more than ${v.limit} ago`,
    `${collectAgain}, or raise facts_max_age.`,
  ),
  'facts-undated': error('the facts have no date', `${collectAgain}: pasted listings have no date.`),
  'usb-needs-facts': error<{ id: string }>(
    (v) => `there are no facts that show which PCI controller ${v.id} is attached to`,
    'Collect facts on the machine (mkapkovl probe) and name the file (facts:, --facts), or give the PCI address of the controller.',
  ),
  'usb-on-several-controllers': error<{ id: string; controllers: string }>(
    (v) => `the USB device ${v.id} is plugged in several times, at the controllers ${v.controllers}`,
    'Name the right controller by its PCI address.',
  ),
  'device-not-in-facts': error<{ device: string; ofGuest?: boolean }>(
    (v) => `the machine has no ${kindAndName(v.device)}`,
    (v) =>
      v.device.startsWith('USB device ')
        ? `Plug it in, and collect the facts or the listing again.${v.ofGuest ? ' If the guest should also start without it, add startup_policy: optional.' : ''} If it was plugged in, compare it with the output of lsusb on that machine; the facts may belong to a different one.`
        : `Compare it with the output of ${v.device.startsWith('USB ') ? 'lsusb' : 'lspci -Dnn'} on that machine; the facts may belong to a different one.`,
  ),
  'selector-needs-facts': error<{ device: string }>(
    (v) => `without facts it is unknown which PCI devices ${v.device} selects`,
    'Collect facts on the machine (mkapkovl probe) and name the file (facts:, --facts), or give PCI addresses.',
  ),
  'usb-controller-unknown': error<{ device: string }>(
    (v) => `the facts list ${v.device}, but not which PCI controller it is attached to`,
    'Collect facts on the machine (mkapkovl probe), or give the PCI address of the controller: lsusb alone does not show it.',
  ),
  'device-is-bridge': error<{ device: string }>(
    (v) => `${v.device} is a PCI bridge, which vfio-pci cannot bind`,
    'Name the device behind it. Bridges and root ports stay with the host even if they share its IOMMU group.',
  ),
  'iommu-off': error<{ device: string; reason?: string | undefined }>(
    (v) =>
      `${v.device} cannot be passed through to a guest: the machine has no IOMMU groups${v.reason ? ` (${v.reason})` : ''}`,
    'Enable VT-d (Intel) or IOMMU (AMD) in the firmware setup, if the machine has it, and collect the facts again.',
  ),
  'iommu-groups-unknown': warning<{ reason?: string | undefined }>(
    (v) => `the facts do not list the IOMMU groups${v.reason ? ` (${v.reason})` : ''}`,
    'The target checks each group before it starts a guest. To check now, boot the machine with intel_iommu=on iommu=pt and collect the facts again.',
  ),
});
