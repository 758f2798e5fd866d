import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

const anew = 'Take the facts anew (mkapkovl probe)';

export const { codes, problem } = findingsOf({
  'install-disk-missing': error(
    'mode sys needs to know the one disk that may be written',
    'Add disk: { serial: … }. On the machine: cat /sys/block/*/device/serial, or lsblk -o NAME,SERIAL.',
  ),
  'install-disk-unidentified': error(
    'the disk has neither serial nor wwn: any disk could be meant',
    'Add its serial or wwn. Names such as /dev/sda change from boot to boot.',
  ),
  'install-wipe-mismatch': error<{ wipe: string; identity: string }>(
    (v) => `wipe says ${v.wipe}, but the disk is ${v.identity}`,
    'wipe repeats the serial (or wwn) of the disk to be erased, and so proves that it is meant.',
  ),
  'install-sizes-cross': error<{ min: string; max: string }>(
    (v) => `no disk has at least ${v.min} and at most ${v.max}`,
    'Correct min_size or max_size.',
  ),
  'install-only-sys': error<{ key: string; mode: string }>(
    (v) => `${v.key} is for mode sys, and the mode is ${v.mode}`,
    'Take it out, or use mode: sys.',
  ),
  'passphrase-overlay-unsaid': error(
    'the passphrase will be in the overlay; say whether that may be read by whoever holds the medium',
    'Add overlay: encrypted (and build with --encrypt), or overlay: plain if the medium is safe; or use { prompt: true }.',
  ),
  'passphrase-overlay-idle': error(
    'the passphrase is not in the overlay, so there is nothing to say about it',
    'Take overlay out.',
  ),
  'install-disk-not-in-facts': error<{ wanted: string; disks: string[] }>(
    (v) => `the machine has no disk ${v.wanted}`,
    (v) => (v.disks.length > 0 ? `Its disks are ${v.disks.join(', ')}.` : 'The facts have no disk at all.'),
  ),
  'install-disk-unverified': warning<{ wanted: string; disks: string }>(
    (v) => `whether the machine has the disk ${v.wanted} cannot be told: it could be ${v.disks}`,
    `${anew}, as root, so that they have every serial number. The installer looks again before it writes.`,
  ),
  'install-disk-several': error<{ wanted: string; disks: string }>(
    (v) => `the machine has several disks ${v.wanted}: ${v.disks}`,
    'Add what tells them apart: wwn beside serial, or serial beside wwn.',
  ),
  'install-disk-out-of-bounds': error<{ name: string; size: number; bound: string; limit: string | undefined }>(
    (v) => `the disk (${v.name}) has ${v.size} bytes, ${v.bound === 'min_size' ? 'less' : 'more'} than ${v.limit}`,
    'Correct the bound, or choose another disk.',
  ),
  'install-disk-passed-through': error<{ device: string; name: string }>(
    (v) => `the disk to install to (${v.name}) hangs on ${v.device}, which is passed through`,
    'Install to a disk on another controller, or keep this one for the host.',
  ),
});
