import { environment, error, warning } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'duplicate-hostname': error<{ hostname: string; file: string }>(
    (v) => `${v.file} is ${v.hostname} too, and both would write the same files`,
    'Give every host its own name, or build into different folders.',
  ),
  'out-unwritable': environment<{ file: string; reason: string }>(
    (v) => `${v.file} cannot be written: ${v.reason}`,
    'Nothing was changed. Name another folder with --out, or make room.',
  ),
  'source-date-epoch': environment<{ value: string }>(
    (v) => `SOURCE_DATE_EPOCH is "${v.value}", which is no time`,
    'Set it to whole seconds since 1970, such as $(git log -1 --format=%ct), or unset it.',
  ),
  'other-overlay-there': warning<{ file: string }>(
    (v) => `${v.file} is still there from an earlier build`,
    'Alpine takes the first overlay that it finds on a medium: copy only one of them, or remove the old one.',
  ),
  'overlay-must-be-encrypted': error(
    'the overlay will carry the passphrase, and the profile says that it must be encrypted',
    'Build with --encrypt.',
  ),
  'user-file-changed': environment<{ file: string }>(
    (v) => `${v.file} changed while it was being packed`,
    'Build again when nothing writes to it.',
  ),
  'initramfs-driver-diskless': warning<{ device: string }>(
    (v) => `${v.device} may belong to a driver of the medium's initramfs, which has it before this overlay is read`,
    'In diskless mode only drivers outside the initramfs wait for vfio-pci (not USB, SATA, NVMe). Use mode sys, or a medium with vfio in its initramfs.',
  ),
  'kernel-options-diskless': warning<{ options: string }>(
    (v) => `in diskless mode the kernel's options are on the boot medium, and no overlay can change them: ${v.options}`,
    'Add them to the APPEND line of boot/syslinux/syslinux.cfg and to boot/grub/grub.cfg of the medium.',
  ),
});
