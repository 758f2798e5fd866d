import { error, warning } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'duplicate-boot-order': error<{ order: number }>(
    (v) => `another device has boot_order: ${v.order}`,
    'Give each device a number of its own.',
  ),
  'boot-order-conflict': error(
    'boot.order (by kind of device) and boot_order (of a single device) cannot be combined',
    'Keep one of the two.',
  ),
  'secure-boot-impossible': error<{ uefi: boolean; q35: boolean }>(
    'Secure Boot needs UEFI and the machine type q35',
    (v) => `${[...(v.uefi ? [] : ['Set boot.firmware: uefi']), ...(v.q35 ? [] : ['Set machine: q35'])].join('. ')}.`,
  ),
  'secure-boot-without-keys': warning(
    'Alpine packages no firmware with enrolled keys, so libvirt will find none for this guest',
    'Remove enrolled_keys and enroll the keys in the guest, or provide your own firmware with boot.loader and nvram.template.',
  ),
  'system-needs-uefi': warning<{ system: string }>(
    (v) => `${v.system} starts only with UEFI, and this guest has a BIOS`,
    'Set firmware: uefi, or remove firmware: UEFI is then the default.',
  ),
  'nvram-folder-unknown': warning<{ folder: string; name: string }>(
    (v) =>
      `nothing in this profile makes the folder ${v.folder}; libvirt makes the file, but not its folder, and does not start the guest without it`,
    (v) =>
      `Remove the path: libvirt then uses /var/lib/libvirt/qemu/nvram/${v.name}_VARS.fd. Or add the folder with overlays:.`,
  ),
});
