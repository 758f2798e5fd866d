import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

/** The values in the texts of a need. */
export interface Needed {
  /** The address. */
  device: string;
  /** The evidence: "nvme0n1 is mounted at /". */
  detail: string;
}
const needed = ({ device, detail }: Needed) => `the host needs ${device}: ${detail}`;
const takeOut = 'Remove it and its whole IOMMU group from the devices to pass through';

export const { codes, problemAt } = findingsOf({
  'host-needs-root-disk': error<Needed>(needed, `${takeOut}: the system runs from it.`),
  'host-needs-boot-medium': error<Needed>(
    needed,
    `${takeOut}, or plug the boot medium into a port of another controller and collect the facts again.`,
  ),
  'host-needs-mounted-disk': error<Needed>(
    needed,
    `${takeOut}, or make the host stop using the disk (umount, swapoff, /etc/fstab) and collect the facts again.`,
  ),
  'host-needs-only-disk-controller': error<Needed>(
    needed,
    `${takeOut}. If the host runs from another disk, collect facts on the machine (mkapkovl probe), which show what is mounted.`,
  ),
  'host-needs-maybe-system-disk': warning<Needed>(
    ({ device, detail }) => `the host may run from a disk on ${device}: ${detail}`,
    'Check with lsblk on the machine, or collect facts there (mkapkovl probe), which show what is mounted.',
  ),
  'host-needs-default-route': error<Needed>(
    needed,
    `${takeOut}, or move the default route to another network card and collect the facts again.`,
  ),
  'host-needs-only-network-card': error<Needed>(
    needed,
    `${takeOut}: the host would be unreachable. Connect the guest to a bridge instead, or add a network card.`,
  ),
  'host-needs-only-wired-card': warning<Needed>(
    needed,
    'Connect the guest to a bridge instead, or make sure that the host has another network connection.',
  ),
  'host-needs-management-controller': error<Needed>(
    needed,
    `${takeOut}: the machine could no longer be managed remotely.`,
  ),
  'host-needs-chipset': error<Needed>(needed, `${takeOut}: no device of this group can be passed through.`),
  'host-needs-boot-display': warning<Needed>(
    needed,
    'Make another graphics card the primary one in the firmware setup, or add a serial console (system.console) on which to see errors.',
  ),
  'host-needs-only-display': warning<Needed>(
    needed,
    'Set up a serial console (system.console) or ssh: the screen stays dark once vfio-pci binds the device.',
  ),
  'host-needs-keyboard': warning<Needed>(
    needed,
    'Plug a keyboard into a port of another controller, or use a serial console or ssh.',
  ),
  'host-needs-only-usb-controller': warning<Needed>(
    needed,
    'Make sure that the host has another console, or pass the USB devices through one by one instead of their controller.',
  ),
  'host-needs-power-supply': warning<Needed>(
    needed,
    'Plug it into a port of another controller, or have the guest notify the host when the power fails.',
  ),
});
