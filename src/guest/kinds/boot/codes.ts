import { error, warning } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'boot-order-twice': error<{ order: number }>(
    (v) => `another device has boot_order: ${v.order}`,
    'Give each device a number of its own.',
  ),
  'boot-order-of-both': error(
    'boot.order goes by kinds of devices, and a device has a boot_order of its own',
    'Keep one of the two ways.',
  ),
  'secure-boot-impossible': error(
    'Secure Boot needs UEFI and the chipset q35',
    'Add boot.firmware: uefi, and take machine: pc out.',
  ),
  'secure-boot-without-keys': warning(
    'Alpine has no firmware with keys in it, so libvirt will find none for this guest',
    'Take enrolled_keys out and enroll them in the guest, or bring firmware of your own with boot.loader and nvram.template.',
  ),
});
