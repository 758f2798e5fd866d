import type { Owners } from '../../rules.ts';

/** Models by the type of the controller (domaincommon.rng). */
const byType = {
  usb: 'piix3-uhci piix4-uhci ehci ich9-ehci1 ich9-uhci1 ich9-uhci2 ich9-uhci3 vt82c686b-uhci pci-ohci nec-xhci qemu-xhci none',
  scsi: 'auto buslogic lsilogic lsisas1068 lsisas1078 vmpvscsi virtio-scsi ncr53c90 dc390 am53c974',
  ide: 'piix3 piix4 ich6',
  pci: 'pci-root pcie-root pci-bridge dmi-to-pci-bridge pcie-to-pci-bridge pcie-root-port pcie-switch-upstream-port pcie-switch-downstream-port pci-expander-bus pcie-expander-bus',
  'virtio-serial': 'virtio',
};

/** The types of controller that have a model. */
export const typesOfModel: Owners = Object.fromEntries([
  ...Object.entries(byType).flatMap(([type, names]) => names.split(' ').map((name) => [name, [type]])),
  ...['virtio-transitional', 'virtio-non-transitional'].map((name) => [name, ['scsi', 'virtio-serial']]),
]);
