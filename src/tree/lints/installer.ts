import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { sortedEntries, type Tree, type TreeEntry, textOf } from '../entry.ts';
import { problemAt } from './codes.ts';
import { at, packagesIn } from './entries.ts';

/** How the boot loaders, the installer and the shells of the target use files of the tree. */
export function lintInstaller(tree: Tree, host: Host): Problem[] {
  return sortedEntries(tree).flatMap((entry) => [
    ...overwritten(entry, host),
    ...extlinuxWithGrub(entry, host),
    ...carriageReturns(entry),
    ...softdep(entry, tree),
  ]);
}

/** Files that setup-disk overwrites (alpine-conf, setup-disk.in install_mounted_root). */
const overwrites: Record<string, string> = {
  'etc/mkinitfs/mkinitfs.conf': 'Put the modules into etc/mkinitfs/features.d/base.modules.',
  'etc/default/grub': 'Use boot.options for kernel options.',
  'etc/fstab': 'Use storage.mounts.',
};

function overwritten(entry: TreeEntry, { install }: Host): Problem[] {
  const instead = install.mode === 'sys' && Object.hasOwn(overwrites, entry.path) ? overwrites[entry.path] : undefined;
  return instead
    ? [problemAt('overwritten-by-installer', at(entry), { path: `/${entry.path}`, instead }, { target: entry.path })]
    : [];
}

/**
 * Alpine's GRUB sources this file if it exists, and uses the modules and options of both (main/grub 10_linux patch).
 */
function extlinuxWithGrub(entry: TreeEntry, { boot, machine }: Host): Problem[] {
  const grub = boot.loader === 'grub' || (boot.loader === 'auto' && machine?.firmware !== 'bios');
  if (entry.path !== 'etc/update-extlinux.conf' || !grub) return [];
  return [problemAt('extlinux-with-grub', at(entry), { path: `/${entry.path}` }, { target: entry.path })];
}

/** Files whose lines a shell or another program reads literally. */
const lineWise =
  /^etc\/(init\.d|conf\.d|local\.d|modprobe\.d|modules-load\.d|network|apk|mkinitfs|profile\.d|sysctl\.d|periodic|mkapkovl)\/|^etc\/(modules|hosts|hostname|resolv\.conf|fstab|inittab|update-extlinux\.conf|sysctl\.conf)$/;

function carriageReturns(entry: TreeEntry): Problem[] {
  const text = textOf(entry);
  if (!text.includes('\r') || !(lineWise.test(entry.path) || text.startsWith('#!'))) return [];
  return [problemAt('carriage-returns', at(entry), { path: `/${entry.path}` }, { target: entry.path })];
}

function softdep(entry: TreeEntry, tree: Tree): Problem[] {
  const text = textOf(entry);
  if (!/^etc\/modprobe\.d\/.*\.conf$/.test(entry.path) || !/^\s*softdep\s/m.test(text)) return [];
  return packagesIn(tree).includes('kmod')
    ? []
    : [problemAt('softdep-without-kmod', at(entry), { path: `/${entry.path}` }, { target: entry.path })];
}
