import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

/** What the words about a need are made of. */
export interface Needed {
  /** The address. */
  device: string;
  /** What shows it: "nvme0n1 is mounted at /". */
  detail: string;
}
const needed = ({ device, detail }: Needed) => `the host needs ${device}: ${detail}`;
const takeOut = 'Take it, and all of its IOMMU group, out of what is passed through';

export const { codes, problemAt } = findingsOf({
  'host-needs-root-disk': error<Needed>(needed, `${takeOut}: the system runs from it.`),
  'host-needs-boot-medium': error<Needed>(
    needed,
    `${takeOut}, or plug the medium in where it hangs on another controller and take the facts anew.`,
  ),
  'host-needs-mounted-disk': error<Needed>(
    needed,
    `${takeOut}, or unmount what is on it for good and take the facts anew.`,
  ),
  'host-needs-only-disk-controller': error<Needed>(
    needed,
    `${takeOut}. If the host runs from elsewhere, take facts on the machine (mkapkovl probe), which say what is mounted.`,
  ),
  'host-needs-maybe-system-disk': warning<Needed>(
    ({ device, detail }) => `${device} may be what the host runs from: ${detail}`,
    'Look with lsblk on the machine, or take facts there (mkapkovl probe), which say what is mounted.',
  ),
  'host-needs-default-route': error<Needed>(
    needed,
    `${takeOut}, or lead the default route through another card and take the facts anew.`,
  ),
  'host-needs-only-network-card': error<Needed>(
    needed,
    `${takeOut}: nobody could reach the host any more. Give the guest a bridge instead, or add a card.`,
  ),
  'host-needs-only-wired-card': warning<Needed>(
    needed,
    'Give the guest a bridge instead, or be sure that the host has another way to the network.',
  ),
  'host-needs-management-controller': error<Needed>(
    needed,
    `${takeOut}: the machine could no longer be looked after from afar.`,
  ),
  'host-needs-chipset': error<Needed>(needed, `${takeOut}: nothing in this group can go to a guest.`),
  'host-needs-boot-display': warning<Needed>(
    needed,
    'Make another graphics card the first one in the firmware, or have a serial console (system.console) to see errors on.',
  ),
  'host-needs-only-display': warning<Needed>(
    needed,
    'Have a serial console (system.console) or ssh ready: the screen stays dark from the moment that the device is taken.',
  ),
  'host-needs-keyboard': warning<Needed>(
    needed,
    'Plug a keyboard in where it hangs on another controller, or have a serial console or ssh.',
  ),
  'host-needs-only-usb-controller': warning<Needed>(
    needed,
    'Be sure that the host has another console, or pass the USB devices one by one instead of their controller.',
  ),
  'host-needs-power-supply': warning<Needed>(
    needed,
    'Plug it in where it hangs on another controller, or let the guest tell the host when the power fails.',
  ),
});
