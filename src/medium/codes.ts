import { environment, error, warning } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

/** The official medium for a profile, and how to download it. */
export interface Official {
  official: { name: string; url: string; sha256: string };
}
export const get = ({ official: { name, url, sha256 } }: Official) =>
  `wget ${url} ${sha256} && sha256sum -c ${name}.sha256 (later point releases in the same folder work as well).`;

export const { codes, problemAt } = findingsOf({
  'medium-unreadable': environment<{ file: string; reason: string }>(
    (v) => `the medium ${v.file} cannot be read: ${v.reason}`,
    'Name an ISO file, or a folder with the same layout.',
  ),
  'medium-truncated': environment<{ file: string; reason: string }>(
    (v) => `the medium ${v.file} is incomplete: ${v.reason}`,
    'Download it again, and verify it with the .sha256 file from the same folder.',
  ),
  'medium-not-alpine': environment<{ file: string; reason: string }>(
    (v) => `${v.file} is not an Alpine medium: ${v.reason}`,
    'Name an Alpine ISO file (standard, extended or virt), or a folder with the same layout.',
  ),
  'medium-other-architecture': environment<{ file: string; arch: string; wanted: string }>(
    (v) => `the medium ${v.file} is for ${v.arch}, but the profile is for ${v.wanted}`,
    'Name a medium for the architecture of the profile.',
  ),
  'medium-other-release': environment<Official & { file: string; release: string; wanted: string }>(
    (v) => `the medium ${v.file} is Alpine ${v.release}, but the profile is for ${v.wanted}`,
    (v) => `Set alpine.release to "${v.release}", or use the medium of ${v.wanted}: ${get(v)}`,
  ),
  'medium-other-kernel': environment<Official & { file: string; kernels: string; wanted: string }>(
    (v) => `the medium ${v.file} has the kernel ${v.kernels}, but the profile needs ${v.wanted}`,
    (v) => `Use the medium with that kernel: ${get(v)}`,
  ),
  'media-base-missing': environment<Official & { release: string; arch: string; kernel: string }>(
    (v) =>
      `a medium is made from Alpine's own, which is not there: Alpine ${v.release} for ${v.arch} with the kernel ${v.kernel}`,
    (v) =>
      `Name the ISO with --media, or a copy of a mirror with --mirror. To download it on another machine: ${get(v)}`,
  ),
  'mirror-without-medium': environment<{ url: string; name: string; reason: string }>(
    (v) => `${v.url} does not say which ISO ${v.name} is: ${v.reason}`,
    'Check alpine.mirror, or name another one with --mirror. If you have the ISO, name it with --media.',
  ),
  'media-only-mirror-vouches': warning<{ url: string; sha256: string }>(
    (v) => `only the mirror vouches for ${v.url}: its digest is that of the .sha256 file on the same server`,
    (v) =>
      `Compare it with a copy from elsewhere: sha256 ${v.sha256}. To use this very file from now on, also on other machines: mkapkovl lock.`,
  ),
  'media-boot-menu': environment<{ file: string; menu: string }>(
    (v) => `${v.file} has no boot menu that can be changed: ${v.menu}`,
    "Name one of Alpine's own ISO files (standard, extended or virt), unchanged.",
  ),
  'media-base-ours': environment<{ file: string }>(
    (v) => `mkapkovl made ${v.file}, so that even its entries for plain Alpine would apply an overlay on a new medium`,
    "Name Alpine's own ISO file, unchanged.",
  ),
  'media-no-openssl': environment<{ file: string }>(
    (v) =>
      `${v.file} lacks the package openssl, with which Alpine opens an encrypted overlay before there is a network`,
    'Use the standard or extended medium, or leave out --encrypt.',
  ),
  'media-base-changed': environment<{ file: string }>(
    (v) => `${v.file}, or what was to be added to it, changed while the medium was being written`,
    'Run this again when no other program is writing to it. Nothing was written.',
  ),
  'media-overlay-too-large': error<{ hostname: string; size: number; most: number }>(
    (v) =>
      `the overlay of ${v.hostname} has ${v.size} bytes: the kernel unpacks files of at most ${v.most} bytes from a medium`,
    'Take large files, such as images of disks, out of overlays: and files:. A volume with image: downloads its content on the target.',
  ),
  'media-same-machine': error<{ hostname: string; other: string }>(
    (v) => `${v.other} is for the same machine as ${v.hostname}: a medium could not choose between them`,
    'Correct match in one of the profiles, or make a medium for each.',
  ),
  'media-host-without-match': warning<{ hostname: string }>(
    (v) => `no machine is recognized as ${v.hostname}: its profile has no match, and the medium is for several hosts`,
    'Add match: { serial: … } to its profile, or choose the host in the boot menu of the medium.',
  ),
  'media-usb-no-program': environment<{ programs: string }>(
    (v) => `a stick is made with mtools and syslinux, and this is not installed: ${v.programs}`,
    'Install them: apt-get install mtools syslinux syslinux-common (Debian, Ubuntu), dnf install mtools syslinux (Fedora), apk add mtools syslinux (Alpine). Or run mkapkovl media iso, which needs no program: its file can be written to a stick, too.',
  ),
  'media-usb-failed': environment<{ program: string; reason: string }>(
    (v) => `${v.program} could not write the stick: ${v.reason}`,
    'Check that there is room in the output folder. Nothing was written. The file of mkapkovl media iso can be written to a stick, too, and needs no other program.',
  ),
  'media-usb-cannot-hold': environment<{ file: string; path: string; reason: string }>(
    (v) => `FAT32 cannot hold what is on ${v.file}${v.path === '' ? '' : `: ${v.path}`}: ${v.reason}`,
    "Name Alpine's own ISO file, or run mkapkovl media iso: its file can be written to a stick, too.",
  ),
  'media-usb-no-uefi': warning<{ file: string }>(
    (v) => `the stick starts by BIOS only: ${v.file} has no efi/boot/boot….efi`,
    "Name Alpine's own ISO file (standard, extended or virt), unchanged, if a machine starts by UEFI.",
  ),
  'media-iso-no-uefi': warning<{ file: string }>(
    (v) => `the medium does not start by UEFI: ${v.file} has no boot entry for it`,
    "Name Alpine's own ISO file (standard, extended or virt), unchanged, if a machine starts by UEFI.",
  ),
  'media-usb-other-overlay': environment<{ file: string; overlay: string; hostname: string }>(
    (v) =>
      `${v.file} has ${v.overlay} at its top, where the overlay of ${v.hostname} goes: Alpine applies the one that it finds first`,
    "Name Alpine's own ISO file, unchanged.",
  ),
  'media-usb-lbu-ignored': warning<{ hostname: string }>(
    (v) =>
      `what ${v.hostname} saves with lbu commit is not read: on a stick for several hosts the overlays are in an initramfs, because Alpine would apply the first one at its top on every machine`,
    'Make a stick for each host that runs from memory (install.mode: diskless).',
  ),
  'medium-not-ours': environment<{ file: string; reason: string }>(
    (v) => `${v.file} is not a medium of mkapkovl: ${v.reason}`,
    'Name a file that mkapkovl media made, or an artifact of mkapkovl build.',
  ),
});
