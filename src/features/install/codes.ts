import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';
import { serialNumbersCommand } from '../../machine/contract.ts';

const collectAgain = 'Collect the facts again (mkapkovl probe)';

export const { codes, problem } = findingsOf({
  'install-disk-missing': error(
    'mode sys needs the one disk that it may write to',
    `Add disk: { serial: … } under install. To find the serial number, run on the machine: ${serialNumbersCommand} (on Alpine after: apk add lsblk).`,
  ),
  'install-disk-unidentified': error(
    'the disk has neither serial nor wwn, so it could be any disk',
    'Add its serial or wwn. Names such as /dev/sda can change at every boot.',
  ),
  'install-disk-kernel-name': warning<{ name: string; key: string }>(
    (v) =>
      `${v.name} looks like the name that the kernel gives a disk, which can change at every boot; ${v.key} is what the maker gave it, and the installer finds no disk by another`,
    `Write its serial number. To find it, run on the machine: ${serialNumbersCommand} (on Alpine after: apk add lsblk).`,
  ),
  'install-wipe-mismatch': error<{ wipe: string; identity: string }>(
    (v) => `wipe says ${v.wipe}, but the disk is ${v.identity}`,
    'To have this disk erased, set wipe to its serial (or wwn); to keep its data, remove wipe.',
  ),
  'install-size-range-empty': error<{ min: string; max: string }>(
    (v) => `no disk can have at least ${v.min} and at most ${v.max}`,
    'Correct min_size or max_size.',
  ),
  'install-key-needs-sys': error<{ key: string; mode: string }>(
    (v) => `${v.key} requires mode sys, but the mode is ${v.mode}`,
    'Remove it, or use mode: sys.',
  ),
  'passphrase-overlay-not-specified': error(
    'the overlay will contain the passphrase, and the profile does not say whether it must be encrypted',
    'Add overlay: encrypted (and build with --encrypt). Or add overlay: plain, if no one else can read the medium; or use { prompt: true }.',
  ),
  'passphrase-overlay-has-no-effect': error(
    'overlay has no effect: the overlay does not contain the passphrase',
    'Remove overlay.',
  ),
  'install-wipe-mounted': error<{ wipe: string; folder: string }>(
    (v) => `the installer would erase ${v.wipe}, and the profile mounts a file system of this disk at ${v.folder}`,
    'Name the disk for the system in install.disk, and set wipe to its serial, or remove wipe.',
  ),
  'install-wipe-data': warning<{ wipe: string; folders: string }>(
    (v) => `the installer may erase ${v.wipe}, which had ${v.folders} mounted when the facts were collected`,
    'If you need what is there, save it or choose another disk; remove wipe to have nothing erased.',
  ),
  'install-wipe-content': warning<{ name: string; described: string; content: string }>(
    (v) => `the installation erases ${v.described}, which was not blank when the facts were collected (${v.content})`,
    (v) =>
      `Look at what is on it (on the machine: lsblk -f /dev/${v.name}; on Alpine after: apk add lsblk), and save what you need. If all of it may go, nothing is to be done. To keep it, remove wipe, or choose another disk.`,
  ),
  'install-disk-not-in-facts': error<{ wanted: string; disks: string[] }>(
    (v) => `the machine has no disk ${v.wanted}`,
    (v) =>
      v.disks.length > 0
        ? `Use one of its disks: ${v.disks.join(', ')}; or the facts of the right machine.`
        : 'Use the facts of the right machine: these list no disk.',
  ),
  'install-disk-unverified': warning<{ wanted: string; disks: string }>(
    (v) => `the facts do not show whether the machine has the disk ${v.wanted}: it could be ${v.disks}`,
    `${collectAgain}, as root, to include every serial number. The installer checks again before it writes.`,
  ),
  'install-disk-several': error<{ wanted: string; disks: string }>(
    (v) => `several disks of the machine match ${v.wanted}: ${v.disks}`,
    'Give both serial and wwn, to tell them apart.',
  ),
  'install-disk-multipath': error<{ wanted: string; disks: string }>(
    (v) => `${v.disks} are paths of one disk (${v.wanted}), and the installer needs a disk with one path`,
    'Unplug or disable the other path in the firmware setup and collect the facts again, or install to another disk.',
  ),
  'install-disk-maybe-mirror': warning<{ name: string; twins: string }>(
    (v) => `${v.name} has the model and size of ${v.twins}, so it may be in a mirror, and the installation erases it`,
    'Check on the machine: cat /proc/mdstat, zpool status, pvs, btrfs filesystem show.',
  ),
  'install-disk-not-blank': warning<{ name: string; content: string; identity: string }>(
    (v) =>
      `the installer will refuse the disk: ${v.name} was not blank when the facts were collected (${v.content}), and the profile does not let it be erased`,
    (v) =>
      `To have everything on it erased, add wipe: ${JSON.stringify(v.identity)} next to it. To keep what is there, choose another disk. If this host is installed on it already, nothing is wrong: collect the facts again.`,
  ),
  'install-disk-out-of-bounds': error<{ name: string; size: string; bound: string; limit: string | undefined }>(
    (v) =>
      `the disk (${v.name}) has ${v.size}, ${v.bound === 'min_size' ? 'less than the minimum' : 'more than the maximum'} of ${v.limit}`,
    'Correct min_size or max_size, or choose another disk.',
  ),
  'install-disk-passed-through': error<{ device: string; name: string }>(
    (v) => `the installation disk (${v.name}) is attached to ${v.device}, which is passed through`,
    'Remove this controller from passthrough.devices and from hostdevs of guests, or install to a disk on another controller.',
  ),
  'passphrase-at-every-start': warning(
    'with an encrypted root, every start of the machine asks for the passphrase at the console and waits',
    'Nothing is wrong if someone can type it there; a serial console counts (system.console). Otherwise remove encrypt.',
  ),
});
