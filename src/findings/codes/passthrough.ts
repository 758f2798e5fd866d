import { error, warning } from '../code.ts';

/** PCI devices that are kept from the host. */
export const passthroughCodes = {
  'device-twice': error<{ device: string }>((v) => `${v.device} is already in this list`, 'Keep one of the two.'),
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
  'device-has-other-id': error<{ address: string; id: string; found: string }>(
    (v) => `${v.address} is ${v.found} on this machine, not ${v.id}`,
    'Correct the id or the address: what does not match is never bound.',
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
  'id-matches-more': warning<{ id: string; idle: string; meant: string }>(
    (v) => `${v.id} takes ${v.idle} from the host too, which no guest is given`,
    (v) => `If only ${v.meant} is meant, name it by its address instead of the id.`,
  ),
  'id-takes-needed': error<{ id: string; device: string; detail: string; others: string }>(
    (v) => `${v.id} is also ${v.device}, which the host needs: ${v.detail}`,
    (v) => `Name what is meant by its address instead of the id: ${v.others}.`,
  ),
  'group-incomplete': error<{ device: string; group: number; missing: string }>(
    (v) => `${v.device} is in IOMMU group ${v.group} together with ${v.missing}, which the host would keep`,
    'A group goes whole or not at all. Add the missing to passthrough.devices, or take out what there is of the group.',
  ),
  'iommu-off': error<{ device: string; reason?: string | undefined }>(
    (v) => `${v.device} cannot be given to a guest: the machine has no IOMMU groups${v.reason ? ` (${v.reason})` : ''}`,
    'Enable VT-d (Intel) or IOMMU (AMD) in the firmware setup, if the machine has it, and take the facts anew.',
  ),
  'groups-unknown': warning<{ reason?: string | undefined }>(
    (v) => `the facts do not say which IOMMU groups there are${v.reason ? ` (${v.reason})` : ''}`,
    'The target looks at each group before it starts a guest. To know now, boot it with intel_iommu=on iommu=pt and take the facts anew.',
  ),
  'no-interrupt-remapping': error(
    'the machine does not remap interrupts, so VFIO refuses to start a guest with a PCI device',
    'Enable interrupt remapping (x2APIC) in the firmware if it is there. If all guests are to be trusted, set allow_unsafe_interrupts: true.',
  ),
  'passphrase-without-keyboard': error<{ device: string; detail: string }>(
    (v) => `nobody could type the passphrase of the disk when ${v.device} is passed through: ${v.detail}`,
    'Plug a keyboard in where it hangs on another controller and take the facts anew, or add a serial console to system.console.',
  ),
  'kernel-without-vfio': error('the virt kernel has no VFIO, and devices are to be passed through', 'Use kernel: lts.'),
  'before-itself': error<{ module: string }>(
    (v) => `${v.module} cannot wait for itself`,
    'Name the native drivers of the devices, such as igb.',
  ),
  'before-without-devices': warning(
    'drivers are told to wait for vfio-pci, but no device is passed through',
    'Name the devices under passthrough.devices, or take this out.',
  ),
};
