import { environment, error, warning } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';
import { get, type Official } from '../medium/codes.ts';

export const { codes, problemAt } = findingsOf({
  'medium-missing': environment<Official & { release: string; arch: string; kernel: string }>(
    (v) =>
      `a trial needs the installation medium of the machine: Alpine ${v.release} for ${v.arch} with the kernel ${v.kernel}`,
    (v) => `Name it with --media. To download the official one: ${get(v)}`,
  ),
  'medium-lacks-packages': environment<{ file: string; packages: string }>(
    (v) => `Alpine cannot be installed from the medium ${v.file} alone: it lacks ${v.packages}`,
    'Remove --offline, so that the repositories can be reached, or remove --install.',
  ),
  'trial-nothing-to-install': error<{ mode: string }>(
    (v) => `install.mode is ${v.mode}, so there is nothing to install`,
    'Remove --install.',
  ),
  'trial-folder-unwritable': environment<{ folder: string; reason: string }>(
    (v) => `the files of the trial cannot be written to ${v.folder}: ${v.reason}`,
    'Name a writable folder with enough space: TMPDIR=/var/tmp mkapkovl try …',
  ),
  'trial-no-file-system': environment<{ program: string; name: string; reason: string }>(
    (v) => `${v.program} cannot create the file system "${v.name}" for the trial: ${v.reason}`,
    'Compare the name with that of the real file system (blkid): each type limits labels and UUIDs differently.',
  ),
  'qemu-missing': environment<{ program: string; reason: string }>(
    (v) => `${v.program} cannot be run: ${v.reason}`,
    'Install it: apt-get install qemu-system-x86 (Debian, Ubuntu), dnf install qemu-system-x86-core (Fedora), apk add qemu-system-x86_64 (Alpine).',
  ),
  'qemu-lacks-device': environment<{ version: string; devices: string }>(
    (v) => `QEMU ${v.version} has no ${v.devices}`,
    'Install QEMU for x86_64 with all its devices; some distributions package them separately.',
  ),
  'firmware-missing': environment<{ looked: string }>(
    (v) => `no UEFI firmware for QEMU was found: none of ${v.looked} exists`,
    'Install it: apt-get install ovmf (Debian, Ubuntu), dnf install edk2-ovmf (Fedora), apk add ovmf (Alpine). Or remove --uefi.',
  ),
  'trial-unexplained-difference': warning<{ files: string }>(
    (v) => `the overlay of the trial differs from the built one in more than the reported substitutions: ${v.files}`,
    'This is a bug in mkapkovl; please report it with the profile. The results of the trial do not apply to these files.',
  ),
});
