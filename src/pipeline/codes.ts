import { environment, error, warning } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'duplicate-hostname': error<{ hostname: string; file: string }>(
    (v) => `${v.file} has the hostname ${v.hostname} too, and both would write the same files`,
    'Give every host its own name, or build into separate folders.',
  ),
  'profile-abstract': error<{ profile: string }>(
    (v) => `${v.profile} is a base for other profiles (abstract: true), so there is no host to check or build`,
    'Name a profile that extends it, or a folder: bases in it are left out. If this is a host, remove the line.',
  ),
  'out-unwritable': environment<{ file: string; reason: string }>(
    (v) => `${v.file} cannot be written: ${v.reason}`,
    'Name another folder with --out, or correct the cause. Nothing was changed.',
  ),
  'out-busy': environment<{ folder: string }>(
    (v) => `another build is replacing files in ${v.folder}, and does not end`,
    (v) =>
      `Wait for it and build again, or name another folder with --out. If no build is running, delete ${v.folder}/.mkapkovl-commit, then build all hosts of that folder again. Nothing was changed.`,
  ),
  'source-date-epoch-invalid': environment<{ value: string }>(
    (v) => `SOURCE_DATE_EPOCH is "${v.value}", not a number of seconds`,
    'Set it to whole seconds since 1970, such as the output of git log -1 --format=%ct, or unset it.',
  ),
  'other-overlay-present': warning<{ file: string }>(
    (v) => `${v.file} is left over from an earlier build`,
    'Copy only one overlay to the medium, or delete the old one: Alpine loads the first overlay that it finds.',
  ),
  'overlay-must-be-encrypted': error(
    'the overlay will contain the passphrase, and the profile requires it to be encrypted (install.encrypt.overlay)',
    'Build with --encrypt.',
  ),
  'lock-stale': warning<{ hostname: string }>(
    (v) => `the lock file is not of what the profile of ${v.hostname} asks for now`,
    'Run mkapkovl lock with these profiles, and commit the file; mkapkovl lock --check says what differs.',
  ),
  'lock-without-hosts': warning<{ file: string }>(
    (v) =>
      `${v.file} names no host (one of schema 1 never does), so it is not known whether it is of what the profiles ask for now`,
    'Run mkapkovl lock with these profiles, and commit the file: digests that it has stay.',
  ),
  'serial-missing': error(
    'a signed overlay needs a serial number: by it a host recognizes an older overlay and refuses it',
    'Add --serial N, or set signing.serial in the profile; use a higher number for each new build.',
  ),
  'overlay-unsigned': warning(
    'the overlay is not signed, but the profile has signing.allowed_signers: a host that has them refuses it',
    'Build with --sign KEY. To start a machine from a medium, an overlay needs no signature.',
  ),
  'signers-missing': warning(
    'the overlay is signed, but no host checks that: the profile has no signing.allowed_signers',
    'Add the public key (the line of its .pub file) to signing.allowed_signers.',
  ),
  'signer-not-allowed': warning<{ key: string }>(
    (v) =>
      `${v.key} is not in signing.allowed_signers: once this overlay is applied, the host refuses the next one by it`,
    'Add its public key to signing.allowed_signers. If you are about to replace this key, keep both until every host has the new one.',
  ),
  'signature-removed': warning<{ file: string }>(
    (v) => `${v.file} was the signature of the earlier overlay and was removed`,
    'Build with --sign KEY to sign the new one.',
  ),
  'user-file-changed': environment<{ file: string }>(
    (v) => `${v.file} changed while it was being packed`,
    'Build again when no other program is writing to it.',
  ),
  'initramfs-driver-diskless': warning<{ device: string }>(
    (v) => `${v.device} may be bound by a driver in the initramfs of the medium before the overlay is read`,
    'Use mode sys, or a medium with vfio in its initramfs: in diskless mode only drivers outside the initramfs wait for vfio-pci (not those of USB, SATA and NVMe).',
  ),
  'kernel-options-diskless': warning<{ options: string }>(
    (v) =>
      `in diskless mode the kernel options are on the boot medium, where an overlay cannot change them: ${v.options}`,
    'Add them on the medium, to the APPEND line of boot/syslinux/syslinux.cfg and to the linux line of boot/grub/grub.cfg.',
  ),
  'package-lacking': error<{ name: string; release: string }>(
    (v) => `this needs the package ${v.name}, which Alpine ${v.release} does not have`,
    'Use a newer release, or remove this setting.',
  ),
  'package-refused': error<{ name: string }>(
    (v) => `"!${v.name}" forbids the package ${v.name}, which this profile needs: apk would install nothing`,
    (v) => `Remove "!${v.name}", or the setting that needs ${v.name}.`,
  ),
});
