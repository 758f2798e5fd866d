import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'user-file-name': error<{ path: string }>(
    (v) => `the name ${v.path} cannot go into an overlay`,
    'Use ASCII letters, digits and ordinary signs, which is all that ustar has, and no dash to begin a top-level name.',
  ),
  'top-level-file': error<{ path: string }>(
    (v) => `${v.path} lies at the top of the root`,
    'apk stops reading the list of overlay files there, silently, and packages overwrite the rest. Put it into a folder.',
  ),
  'path-too-long': error<{ path: string; limit: string }>(
    (v) => `${v.path} is too long for an overlay (${v.limit})`,
    'Shorten it: the archive keeps to ustar, which every tar reads.',
  ),
  'directory-mode': error<{ path: string; mode: string; owner: string; wanted: string }>(
    (v) => `${v.path} would get mode ${v.mode} and owner ${v.owner}`,
    (v) =>
      `The overlay's mode stays, and the system relies on ${v.wanted} and owner 0:0. Set files: { ${v.path}: { mode: "${v.wanted}" } }.`,
  ),
  'world-writable': error<{ path: string; mode: string; better: string }>(
    (v) => `everybody could write ${v.path} (mode ${v.mode})`,
    (v) => `Give it a mode without write permission for others, such as "${v.better}".`,
  ),
  'account-file': error<{ path: string }>(
    (v) => `${v.path} would replace the packages' own, and every account that they bring would be gone`,
    'Use access.users; accounts are made on the target.',
  ),
  'overwritten-by-installer': warning<{ path: string; instead: string }>(
    (v) => `the installer overwrites ${v.path}`,
    (v) => v.instead,
  ),
  'extlinux-with-grub': error<{ path: string }>(
    (v) =>
      `${v.path} must not be there on a machine that boots by GRUB, which would read it too and take options twice`,
    'Use boot.options; they reach both boot loaders.',
  ),
  'world-line': error<{ line: string }>(
    (v) => `"${v.line}" cannot stand in /etc/apk/world`,
    'One package a line, and no comments: every word becomes the name of a package.',
  ),
  'repository-missing': error<{ branch: string }>(
    (v) => `/etc/apk/repositories lacks main of ${v.branch}`,
    'Name main under alpine.repositories.',
  ),
  'default-services-missing': error(
    'without /etc/.default_boot_services the live system has no devices and no modules',
    'Do not remove it.',
  ),
  'runlevel-link': error<{ path: string; reason: string }>(
    (v) => `${v.path} ${v.reason}`,
    'Links look like etc/runlevels/default/NAME -> /etc/init.d/NAME. Better use services.',
  ),
  'script-not-executable': error<{ path: string }>(
    (v) => `${v.path} is not executable, and is skipped silently`,
    'chmod +x it, or set files: { …: { mode: "0755" } }.',
  ),
  'local-not-linked': warning(
    'scripts in /etc/local.d run only with the service local, which is in no runlevel',
    'Add services: { local: default }.',
  ),
  'carriage-returns': error<{ path: string }>(
    (v) => `${v.path} has Windows line ends, which break it`,
    'Save it with line feeds alone (dos2unix).',
  ),
  'keys-mode': error<{ path: string; mode: string }>(
    (v) => `sshd ignores ${v.path} with mode ${v.mode}`,
    'Set mode "0600" for the file and "0700" for .ssh.',
  ),
  'softdep-without-kmod': error<{ path: string }>(
    (v) => `${v.path} has a softdep, which only kmod's modprobe knows`,
    'Add kmod to packages.',
  ),
  'hidden-by-mount': warning<{ path: string; folder: string }>(
    (v) => `${v.path} is never seen: something else is mounted on /${v.folder}`,
    'Put it somewhere else, or make it at boot.',
  ),
  'lbu-list-line': error<{ line: string }>(
    (v) => `"${v.line}" is no line of an lbu list`,
    'Lines are +path or -path, without a slash in front of the path.',
  ),
  'file-holds-secret': warning<{ path: string; source: string; what: string; mode: string }>(
    (v) => `${v.path} holds ${v.what}, by ${v.source}: it gets mode ${v.mode}, and the artifacts hold it too (0600)`,
    'Whoever has the overlay or the medium has the secret: keep them like it, or use build --encrypt. files: { PATH: { mode: … } } gives another mode.',
  ),
  'file-mode-special': warning<{ path: string; mode: string }>(
    (v) => `${v.path} would run with the rights of its owner (mode ${v.mode})`,
    'Keep it only if that is meant.',
  ),
  'medium-glob': error<{ path: string }>(
    (v) => `${v.path} looks like an overlay of its own, and Alpine might take it for one`,
    'Rename it: no file on a medium but the overlay may contain .apkovl.tar.gz.',
  ),
});
