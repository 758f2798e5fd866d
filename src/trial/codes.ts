import { environment, error, warning } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

/** The official medium for a profile, and how to get it. */
export interface Official {
  official: { name: string; url: string; sha256: string };
}
const get = ({ official: { name, url, sha256 } }: Official) =>
  `wget ${url} ${sha256} && sha256sum -c ${name}.sha256; later point releases are in the same folder, and fit as well.`;

export const { codes, problemAt } = findingsOf({
  'medium-missing': environment<Official & { release: string; arch: string; kernel: string }>(
    (v) =>
      `a trial needs the medium that the machine will start from: Alpine ${v.release} for ${v.arch} with the kernel ${v.kernel}`,
    (v) => `Name it with --media. The official one: ${get(v)}`,
  ),
  'medium-unreadable': environment<{ file: string; reason: string }>(
    (v) => `the medium ${v.file} cannot be read: ${v.reason}`,
    'Name an ISO file, or a folder laid out like one.',
  ),
  'medium-truncated': environment<{ file: string; reason: string }>(
    (v) => `the medium ${v.file} is not whole: ${v.reason}`,
    'Download it again, and compare its digest with that of the .sha256 file beside it.',
  ),
  'medium-not-alpine': environment<{ file: string; reason: string }>(
    (v) => `${v.file} is no medium of Alpine: ${v.reason}`,
    'Name an ISO file of Alpine (standard, extended or virt), or a folder laid out like one.',
  ),
  'medium-other-architecture': environment<{ file: string; arch: string; wanted: string }>(
    (v) => `the medium ${v.file} is for ${v.arch}, and the profile for ${v.wanted}`,
    'Name one for the architecture of the profile.',
  ),
  'medium-other-release': environment<Official & { file: string; release: string; wanted: string }>(
    (v) => `the medium ${v.file} is Alpine ${v.release}, and the profile is for ${v.wanted}`,
    (v) => `Set alpine.release to "${v.release}", or take the medium of ${v.wanted}: ${get(v)}`,
  ),
  'medium-other-kernel': environment<Official & { file: string; kernels: string; wanted: string }>(
    (v) => `the medium ${v.file} has the kernel ${v.kernels}, and the profile wants ${v.wanted}`,
    (v) => `Take the medium with that kernel: ${get(v)}`,
  ),
  'medium-lacks-packages': environment<{ file: string; packages: string }>(
    (v) => `Alpine cannot be installed from the medium ${v.file} alone: it lacks ${v.packages}`,
    'Leave out --offline, so that the repositories are reached, or leave out --install.',
  ),
  'trial-nothing-to-install': error<{ mode: string }>(
    (v) => `install.mode is ${v.mode}, so there is nothing to install`,
    'Leave out --install.',
  ),
  'trial-no-room': environment<{ folder: string; reason: string }>(
    (v) => `what a trial needs cannot be written to ${v.folder}: ${v.reason}`,
    'Name a folder with room for it: TMPDIR=/var/tmp mkapkovl try …',
  ),
  'trial-no-file-system': environment<{ program: string; name: string; reason: string }>(
    (v) => `${v.program} makes no file system called "${v.name}", which a trial would mount: ${v.reason}`,
    'Compare the name with that of the real one (blkid): each kind of file system has its own limits for labels and UUIDs.',
  ),
  'qemu-missing': environment<{ program: string; reason: string }>(
    (v) => `${v.program} cannot be run: ${v.reason}`,
    'Install it: apt-get install qemu-system-x86 (Debian, Ubuntu), dnf install qemu-system-x86-core (Fedora), apk add qemu-system-x86_64 (Alpine).',
  ),
  'qemu-lacks-device': environment<{ version: string; devices: string }>(
    (v) => `QEMU ${v.version} has no ${v.devices}`,
    'Install a QEMU for x86_64 with its usual devices; distributions package some of them apart.',
  ),
  'firmware-missing': environment<{ looked: string }>(
    (v) => `there is no UEFI firmware for QEMU: none of ${v.looked}`,
    'Install it: apt-get install ovmf (Debian, Ubuntu), dnf install edk2-ovmf (Fedora), apk add ovmf (Alpine); or leave out --uefi.',
  ),
  'trial-unexplained-difference': warning<{ files: string }>(
    (v) => `the overlay of the trial differs from the one that is built in more than what is substituted: ${v.files}`,
    'This is a bug in mkapkovl; please report it with the profile. What the trial shows about these files does not hold for the overlay.',
  ),
});
