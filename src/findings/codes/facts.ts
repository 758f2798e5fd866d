import { environment, error, warning } from '../code.ts';

/** Of many alike only a few are told. */
const alike = (more: number) => (more === 0 ? '' : `; so it is with ${more} more`);

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
  'listing-excerpt': warning<{ file: string }>(
    (v) =>
      `${v.file} shows only a part of its machine: it lacks what every PC has, such as the ISA bridge to its firmware`,
    'Paste the listing whole: in a part nobody can tell what is the only disk controller, network card or display of the host.',
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
  'no-iommu-groups': warning<{
    state: 'off' | 'unknown';
    reason: string | null;
    offBy: string | null;
    vendor: 'intel' | 'amd' | undefined;
    virtual: boolean;
  }>(
    ({ state, reason }) =>
      state === 'off'
        ? `the IOMMU is off or absent, so that nothing can be passed through as it is${reason ? ` (${reason})` : ''}`
        : 'nothing is known about IOMMU groups, and so not what must go together; the IOMMU may be off or absent',
    ({ state, offBy, vendor, virtual }) => {
      if (virtual)
        return 'This is a virtual machine: give it an emulated IOMMU (intel-iommu, amd-iommu or virtio-iommu of QEMU), and take the listing or the facts anew.';
      const names = { intel: 'VT-d', amd: 'AMD-Vi (IOMMU)' };
      const unit = vendor ? names[vendor] : 'VT-d (Intel) or AMD-Vi (AMD, "IOMMU")';
      const boot = `boot with ${vendor === 'amd' ? '' : 'intel_iommu=on '}iommu=pt`;
      if (offBy === 'options') return `At the boot prompt add intel_iommu=on iommu=pt, and take the facts anew.`;
      if (state === 'off')
        return `Enable ${unit} in the firmware setup, ${boot}, and take the listing or the facts anew.`;
      return `Add a listing of the IOMMU groups or take facts (mkapkovl probe); if there are none, enable ${unit} in the firmware setup and ${boot}.`;
    },
  ),
  'device-in-no-group': error<{ device: string }>(
    (v) => `${v.device} is in no IOMMU group, so that it cannot be given to a guest`,
    'Pick something that is in a group: mkapkovl devices shows them.',
  ),
  'pick-ambiguous': error<{ device: string; addresses: string }>(
    (v) => `${v.device} is there several times: ${v.addresses}`,
    'Pick the one that is meant by its address.',
  ),
};
