import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'duplicate-device': error<{ device: string }>((v) => `${v.device} is already in this list`, 'Keep one of the two.'),
  'device-id-mismatch': error<{ address: string; id: string; found: string }>(
    (v) => `${v.address} is ${v.found} on this machine, not ${v.id}`,
    'Correct the id or the address: a device that does not match is never bound.',
  ),
  'id-matches-more': warning<{ id: string; idle: string; meant: string }>(
    (v) => `${v.id} also takes ${v.idle} from the host, which no guest uses`,
    (v) => `To pass only ${v.meant} through, use its address instead of the id.`,
  ),
  'id-matches-needed-device': error<{ id: string; device: string; detail: string; others: string }>(
    (v) => `${v.id} also matches ${v.device}, which the host needs: ${v.detail}`,
    (v) => `Use addresses instead of the id: ${v.others}.`,
  ),
  'group-incomplete': error<{ device: string; group: number; missing: string }>(
    (v) => `${v.device} shares IOMMU group ${v.group} with ${v.missing}, which would stay with the host`,
    'Add the missing devices to passthrough.devices, or remove all devices of this group: a group can be passed through only as a whole.',
  ),
  'no-interrupt-remapping': error(
    'the machine does not remap interrupts, so VFIO refuses to start a guest with a PCI device',
    'Enable interrupt remapping (x2APIC) in the firmware setup, if available. Only if you trust all guests, set allow_unsafe_interrupts: true instead.',
  ),
  'passphrase-without-keyboard': error<{ device: string; detail: string }>(
    (v) => `with ${v.device} passed through, the passphrase of the disk could not be typed: ${v.detail}`,
    'Plug a keyboard into a port of another controller and collect the facts again, or add a serial console to system.console.',
  ),
  'kernel-without-vfio': error(
    'the profile passes devices through, but the virt kernel has no VFIO',
    'Use kernel: lts.',
  ),
  'driver-before-itself': error<{ module: string }>(
    (v) => `the driver ${v.module} cannot wait for itself`,
    'List the native drivers of the devices, such as igb.',
  ),
  'driver-before-without-devices': warning(
    'before has no effect: no device is passed through',
    'List the devices under passthrough.devices, or remove before.',
  ),
});
