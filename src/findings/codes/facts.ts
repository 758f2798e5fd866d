import { environment, warning } from '../code.ts';

/** Reading facts, and listings that stand in for them. */
export const factsCodes = {
  'facts-newer': environment<{ file: string; schema: number }>(
    (v) => `${v.file} is written in schema ${v.schema}, and this program knows schema 1`,
    'The program that wrote it is newer: update mkapkovl.',
  ),
  'listing-not-understood': environment<{ file: string; reason: string }>(
    (v) => `${v.file} tells nothing about a machine: ${v.reason}`,
    'Understood are facts (mkapkovl probe), and pasted into one file in any order: lspci -nnk (or -nn, -vmmnnk), the IOMMU groups as the usual loops list them, the loop over USB buses, lsusb, lsusb -t; or a report of nixos-facter.',
  ),
  'listing-line-unreadable': warning<{ reason: string }>(
    (v) => `this line is left out: ${v.reason}`,
    'Paste the line anew, whole; a device that is missing here is missing in its group, too.',
  ),
  'listing-contradicts': warning<{ device: string; what: string; before: string; now: string }>(
    (v) => `${v.device} has another ${v.what} here (${v.now}) than before (${v.before}), which is kept`,
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
};
