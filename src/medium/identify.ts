import { type Medium, mediumLimits } from '../artifact/medium.ts';
import type { Problem } from '../findings/finding.ts';
import { problemAt } from './codes.ts';
import { officialMedium } from './official.ts';

/** The properties of a medium that matter for booting from it. */
export interface MediumFacts {
  /** Such as 3.22.1; empty if the medium contains only its packages. */
  version: string;
  /** Such as 3.22. */
  release: string;
  /** Flavours of kernel, each with its initramfs. */
  kernels: string[];
  /** The kernel options of its boot menu. */
  options: string[];
  /** Folders that contain packages, such as apks. */
  repositories: string[];
}

/** aports, scripts/mkimg.base.sh: initfs_cmdline, for a medium whose boot menu cannot be read. */
const usualOptions = ['modules=loop,squashfs,sd-mod,usb-storage'];

/** Looks at a medium, laid out as aports' scripts/mkimage.sh does. */
export function identify(medium: Medium, arch: string): MediumFacts | Problem {
  const where = { place: { file: medium.path } };
  const no = (reason: string) => problemAt('medium-not-alpine', where, { file: medium.path, reason });
  const kernels = medium
    .list('boot')
    .flatMap((name) => /^vmlinuz-(.+)$/.exec(name)?.[1] ?? [])
    .filter((flavour) => medium.file(`boot/initramfs-${flavour}`));
  if (kernels.length === 0) return no('there is no boot/vmlinuz-… with its boot/initramfs-…');
  const folders = medium.list('').filter((folder) => medium.file(`${folder}/.boot_repository`));
  const repositories = folders.filter((folder) => medium.file(`${folder}/${arch}/APKINDEX.tar.gz`));
  if (repositories.length === 0) {
    const others = folders.flatMap((folder) => medium.list(folder)).filter((name) => !name.startsWith('.'));
    return others.length > 0
      ? problemAt('medium-other-architecture', where, { file: medium.path, arch: others.join(', '), wanted: arch })
      : no('there is no folder with a .boot_repository and packages');
  }
  const version = versionOf(medium);
  if (version === undefined) return no('there is no .alpine-release that names a release');
  const release = version.split('.').slice(0, 2).join('.');
  return { version, release, kernels, options: optionsOf(medium, kernels), repositories };
}

/** mkimage.sh writes "alpine-standard-3.22.1 250716"; custom media may have the version alone. */
function versionOf(medium: Medium): string | undefined {
  const text = medium.file('.alpine-release')?.read(mediumLimits.text).toString('utf8') ?? '';
  return /(?:^|-)(\d+\.\d+[^\s-]*)/m.exec(text)?.[1];
}

/** The options of the first kernel in the boot menu, without `quiet`, which hides messages, and without consoles. */
function optionsOf(medium: Medium, kernels: string[]): string[] {
  for (const menu of ['boot/syslinux/syslinux.cfg', 'boot/grub/grub.cfg']) {
    const text = medium.file(menu)?.read(mediumLimits.text).toString('utf8') ?? '';
    for (const line of text.split('\n')) {
      const words = /^\s*(?:append\s+|linux\s+\S*vmlinuz\S*\s+)(.*)$/i.exec(line)?.[1];
      if (words && kernels.length > 0)
        return words
          .trim()
          .split(/\s+/)
          .filter((word) => word !== 'quiet' && !/^(console|initrd)=/.test(word));
    }
  }
  return usualOptions;
}

/** Why a medium does not match a profile. */
export function misfit(
  { path }: Medium,
  { release, kernels }: MediumFacts,
  alpine: { release: string; kernel: string; arch: string },
): Problem | undefined {
  const where = { place: { file: path } };
  const official = officialMedium(alpine);
  if (release !== alpine.release)
    return problemAt('medium-other-release', where, { file: path, release, wanted: alpine.release, official });
  if (!kernels.includes(alpine.kernel))
    return problemAt('medium-other-kernel', where, {
      file: path,
      kernels: kernels.join(', '),
      wanted: alpine.kernel,
      official,
    });
  return undefined;
}
