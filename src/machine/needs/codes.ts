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
const takeOut =
  'Remove it and its whole IOMMU group from the devices to pass through (passthrough.devices and hostdevs of guests)';

export const { codes, problemAt } = findingsOf({
  'host-needs-root-disk': error<Needed>(needed, `${takeOut}: the system runs from it.`),
  'host-needs-boot-medium': error<Needed>(
    needed,
    `${takeOut}, or plug the boot medium into a port of another controller and collect the facts again.`,
  ),
  'host-needs-mounted-disk': error<Needed>(
    needed,
    `${takeOut}, or make the host stop using the disk (umount, swapoff, zpool export, /etc/fstab) and collect the facts again.`,
  ),
  'host-needs-only-disk-controller': error<Needed>(
    needed,
    `${takeOut}. If the host runs from another disk, collect facts on the machine (mkapkovl probe), which show what is mounted.`,
  ),
  'host-needs-maybe-system-disk': warning<Needed>(
    ({ device, detail }) => `the host may run from a disk on ${device}: ${detail}`,
    'Collect facts on the machine (mkapkovl probe), which show where each disk is and what is mounted. Or add to a pasted listing what these print there: lsblk -o NAME,TYPE,TRAN,SERIAL,FSTYPE,MOUNTPOINTS; ls -l /dev/disk/by-path.',
  ),
  'host-needs-held-disk': warning<Needed>(
    needed,
    'If the host does not need what is on it, deactivate that for good (vgchange -an, mdadm --stop, zpool export) and collect the facts again.',
  ),
  'host-needs-maybe-used-disk': warning<Needed>(
    ({ device, detail }) => `the host may use a disk on ${device}: ${detail}`,
    'Check on the machine: lsblk, zpool status, pvs, cat /proc/mdstat.',
  ),
  'host-needs-other-path': warning<Needed>(
    ({ device, detail }) => `a disk on ${device} stays with the host, too: ${detail}`,
    'Pass all controllers of the disk through, or none: two systems that write to one disk destroy what is on it.',
  ),
  'host-needs-maybe-mirror': warning<Needed>(
    ({ device, detail }) => `the host may use a disk on ${device}: ${detail}`,
    'Check on the machine whether they are a mirror: cat /proc/mdstat, zpool status, pvs, btrfs filesystem show.',
  ),
  'host-needs-default-route': error<Needed>(
    needed,
    `${takeOut}, or move the default route to another network card and collect the facts again.`,
  ),
  'host-needs-maybe-network-card': warning<Needed>(
    ({ device, detail }) => `the host may be connected through ${device}: ${detail}`,
    'Check with ip route on the machine, or collect facts there (mkapkovl probe), which show the default route.',
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
  'host-needs-maybe-boot-display': warning<Needed>(
    ({ device, detail }) => `the host may need ${device}: ${detail}`,
    'See on the machine which card the screen is connected to, or collect facts there (mkapkovl probe). A serial console or ssh works without a screen.',
  ),
  'host-needs-only-display': warning<Needed>(
    needed,
    'Set up a serial console (system.console) or ssh: the screen stays dark once vfio-pci binds the device.',
  ),
  'host-needs-keyboard': warning<Needed>(
    needed,
    'Plug a keyboard into a port of another controller, or use a serial console or ssh.',
  ),
  'host-needs-maybe-usb': warning<Needed>(
    ({ device, detail }) => `the host may need ${device}: ${detail}`,
    'Add lsusb -t and the loop that prints the controller of each bus ("Bus 3 --> 0000:00:1a.0"), or collect facts on the machine (mkapkovl probe).',
  ),
  'host-needs-only-usb-controller': warning<Needed>(
    needed,
    'Make sure that the host has another console, or pass the USB devices through one by one instead of their controller.',
  ),
  'host-needs-power-supply': warning<Needed>(
    needed,
    'Plug it into a port of another controller, or have the guest notify the host when the power fails.',
  ),
  'device-exists-through-another': error<Needed>(
    ({ device, detail }) => `${device} ${detail}`,
    ({ detail }) =>
      detail.includes('VMD')
        ? 'Pass the VMD through instead, with all disks behind it, or switch it off in the firmware setup: the disk is then a device of its own.'
        : 'Pass the physical function through without its virtual functions, or virtual functions that are in groups of their own.',
  ),
  'device-is-virtual-function': warning<Needed>(
    ({ device, detail }) => `${device} is ${detail}`,
    (v) =>
      `It does not exist until something writes a number to /sys/bus/pci/devices/${/ of (\S+?),? /.exec(v.detail)?.[1] ?? 'PHYSICAL'}/sriov_numvfs, at every start and before the guest starts.`,
  ),
  'device-is-removable': warning<Needed>(
    ({ device, detail }) => `${device} ${detail}`,
    'Leave it connected while the host starts and its guest runs. After a change of cables it may have another address: see mkapkovl devices.',
  ),
  'device-without-reset': warning<Needed>(
    ({ device, detail }) => `${device} ${detail}`,
    'If it does not work after the guest restarts, restart the host.',
  ),
  'device-is-internal': warning<Needed>(
    ({ device, detail }) => `${device} is ${detail}`,
    'Remove it from the devices to pass through (passthrough.devices and hostdevs of guests).',
  ),
  'device-is-part-of-card': warning<Needed>(
    ({ device, detail }) => `${device} ${detail}`,
    ({ detail }) =>
      detail.includes('may be in the same group')
        ? 'If they share a group, no guest with the device can start. Add a listing of the IOMMU groups, or collect facts on the machine (mkapkovl probe).'
        : 'Pass both through, to the same guest: drivers of graphics cards expect all functions of the card.',
  ),
  'device-group-uncertain': warning<Needed>(
    ({ device, detail }) => `the IOMMU group of ${device} may be larger: ${detail}`,
    'Add a complete listing of the IOMMU groups, or collect facts on the machine (mkapkovl probe).',
  ),
  'device-unknown': warning<Needed>(
    ({ device, detail }) => `it is unknown what ${device} is: ${detail}`,
    'Add lspci -nnk of the machine, or collect facts there (mkapkovl probe).',
  ),
  'device-disputed': error<Needed>(
    ({ device, detail }) => `it is unknown which device ${device} is: ${detail}`,
    'Collect all listings again, on this machine and at one time, or collect facts there (mkapkovl probe).',
  ),
  'device-has-virtual-functions': warning<Needed>(
    ({ device, detail }) => `${device} ${detail}`,
    'See which it is with ls -l /sys/bus/pci/devices/*/physfn, or collect facts on the machine (mkapkovl probe). Virtual functions are gone as soon as their physical function is passed through.',
  ),
});
