import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'device-twice': error<{ device: string }>((v) => `${v.device} is already in this list`, 'Keep one of the two.'),
  'device-has-other-id': error<{ address: string; id: string; found: string }>(
    (v) => `${v.address} is ${v.found} on this machine, not ${v.id}`,
    'Correct the id or the address: what does not match is never bound.',
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
});
