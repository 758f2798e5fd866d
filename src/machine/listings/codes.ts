import { environment, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

/** Of many similar problems only a few are reported. */
const alike = (more: number) => (more === 0 ? '' : ` (and ${more} more like it)`);

export const { codes, problemAt } = findingsOf({
  'facts-schema-newer': environment<{ file: string; schema: number }>(
    (v) => `${v.file} uses schema ${v.schema}, but this program supports only schema 1`,
    'Update mkapkovl: a newer version wrote this file.',
  ),
  'facts-not-joined': environment<{ file: string }>(
    (v) => `${v.file} describes a machine alone, so nothing can be joined to it: only listings can be in several files`,
    'Name this file alone, or only files of pasted listings. What it lacks, it has after you collect it again as root (mkapkovl probe).',
  ),
  'listing-not-understood': environment<{ file: string; reason: string }>(
    (v) => `${v.file} does not describe a machine: ${v.reason}`,
    'Use facts (mkapkovl probe), a report of nixos-facter, or a file with any of these outputs pasted in any order: lspci -nnk (or -nn, -vmmnnk), the usual loops that list IOMMU groups or USB buses, lsusb, lsusb -t, lsblk, ls -l /dev/disk/by-path, findmnt, zpool status, ip addr, ip route. docs/hardware.md lists them.',
  ),
  'listing-line-unreadable': warning<{ reason: string; more: number }>(
    (v) => `this line was ignored: ${v.reason}${alike(v.more)}`,
    'Paste the complete line again: a device that is missing here is also missing from its group.',
  ),
  'listing-form-not-read': warning<{ command: string; instead: string }>(
    (v) => `this looks like output of ${v.command}, which is not read`,
    (v) => `Paste what is read and says the same: ${v.instead}.`,
  ),
  'listing-contradicts': warning<{ device: string; what: string; before: string; now: string; more: number }>(
    (v) =>
      (v.what === 'presence'
        ? `this list of all devices does not have ${v.device}, which another list has`
        : `${v.device} has a different ${v.what} here (${v.now}) than above (${v.before})`) +
      `, so one of the two lists is out of date${alike(v.more)}`,
    'Collect all listings again, from one machine at one time: what they say differently counts as unknown.',
  ),
  'listing-without-ids': warning<{ devices: string; count: number }>(
    (v) => `${v.count === 1 ? 'a device has' : `${v.count} devices have`} no vendor:device id: ${v.devices}`,
    'Run lspci with -nn, and lsusb in addition to lsusb -t: without ids the target cannot verify that it has found the right device.',
  ),
  'listing-usb-without-controller': warning<{ buses: string; count: number }>(
    (v) =>
      `the listing does not show which controller ${v.count === 1 ? 'the USB device' : `the ${v.count} USB devices`} of ${v.buses} ${v.count === 1 ? 'is' : 'are'} attached to`,
    'Add the loop that prints the controller of each bus ("Bus 3 --> 0000:00:1a.0"), or collect facts (mkapkovl probe).',
  ),
  'listing-acs-override': warning<void>(
    () =>
      'the groups come from a kernel with pcie_acs_override, which splits groups that the hardware does not isolate',
    "Collect the listing again without this option, which Alpine's kernels do not have. The groups will be larger.",
  ),
  'listing-device-reserved': warning<{ device: string }>(
    (v) => `${v.device} cannot be passed through: the firmware has reserved memory for it (RMRR)`,
    'Leave it to the host, or disable the reservation in the firmware; on HPE servers this is a setting per slot (conrep, "shared memory").',
  ),
  'facts-invalid': environment<{ file: string; reason: string }>(
    (v) => `${v.file} is not a facts file: ${v.reason}`,
    'Name a file that mkapkovl probe wrote. For a machine without mkapkovl: mkapkovl probe USER@HOST, or mkapkovl probe --script > probe.sh, then run there sh probe.sh > facts.json.',
  ),
});
