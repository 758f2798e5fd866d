import { environment, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

/** Of many alike only a few are told. */
const alike = (more: number) => (more === 0 ? '' : `; so it is with ${more} more`);

export const { codes, problemAt } = findingsOf({
  'facts-newer': environment<{ file: string; schema: number }>(
    (v) => `${v.file} is written in schema ${v.schema}, and this program knows schema 1`,
    'The program that wrote it is newer: update mkapkovl.',
  ),
  'listing-not-understood': environment<{ file: string; reason: string }>(
    (v) => `${v.file} tells nothing about a machine: ${v.reason}`,
    'Understood are facts (mkapkovl probe), and pasted into one file in any order: lspci -nnk (or -nn, -vmmnnk), the IOMMU groups as the usual loops list them, the loop over USB buses, lsusb, lsusb -t; or a report of nixos-facter.',
  ),
  'listing-line-unreadable': warning<{ reason: string; more: number }>(
    (v) => `this line is left out: ${v.reason}${alike(v.more)}`,
    'Paste the line anew, whole; a device that is missing here is missing in its group, too.',
  ),
  'listing-contradicts': warning<{ device: string; what: string; before: string; now: string; more: number }>(
    (v) => `${v.device} has another ${v.what} here (${v.now}) than before (${v.before}), which is kept${alike(v.more)}`,
    'Take all listings from one machine on one day: mixed ones describe a machine that never was.',
  ),
  'listing-without-ids': warning<{ devices: string; count: number }>(
    (v) => `${v.count === 1 ? 'a device has' : `${v.count} devices have`} no vendor:device id: ${v.devices}`,
    'Run lspci with -nn, and lsusb beside lsusb -t: without ids the target cannot check that it has found the right device.',
  ),
  'listing-usb-nowhere': warning<{ buses: string; count: number }>(
    (v) =>
      `nothing says on which controller ${v.count === 1 ? 'the USB device' : `the ${v.count} USB devices`} of ${v.buses} ${v.count === 1 ? 'hangs' : 'hang'}`,
    'Add the loop that prints the controller of each bus ("Bus 3 --> 0000:00:1a.0"), or take facts (mkapkovl probe).',
  ),
  'listing-acs-override': warning<void>(
    () =>
      'the groups are those of a kernel with pcie_acs_override, which takes apart what the hardware leaves together',
    "Alpine's kernels know no such option: take the listing anew without it. What goes together is more then.",
  ),
  'listing-device-reserved': warning<{ device: string }>(
    (v) => `${v.device} can be given to no guest as it is: the firmware has reserved memory for it (RMRR)`,
    'Leave it with the host, or switch the reservation off in the firmware: HPE has that for each slot (conrep, "shared memory").',
  ),
  'facts-invalid': environment<{ file: string; reason: string }>(
    (v) => `${v.file} is not a facts file: ${v.reason}`,
    'Facts are JSON about one machine, schema 1.',
  ),
});
