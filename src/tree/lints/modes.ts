import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { requiredMode } from '../directories.ts';
import { sortedEntries, type Tree, type TreeEntry } from '../entry.ts';
import { problemAt } from './codes.ts';

/** The overlay's modes persist: packages do not repair them, and the init corrects only /root. */
export function lintModes(tree: Tree, host: Host): Problem[] {
  return sortedEntries(tree).flatMap((entry) => [
    ...directory(entry),
    ...writable(entry),
    ...keys(entry),
    ...folderOfKeys(entry, host),
    ...special(entry),
  ]);
}

const octal = (mode: number) => mode.toString(8).padStart(4, '0');
/** The place in the profile that sets the mode, else the one that asked for the entry. */
function at({ origin: { paths } }: TreeEntry) {
  const said = paths.find(([section]) => section === 'files');
  return { path: said ? [...said, 'mode'] : (paths[0] ?? []) };
}

function directory(entry: TreeEntry): Problem[] {
  const wanted = entry.type === 'directory' ? requiredMode(entry.path) : undefined;
  if (wanted === undefined || (entry.mode === wanted && entry.uid === 0)) return [];
  const values = {
    path: `/${entry.path}`,
    mode: octal(entry.mode),
    owner: `${entry.uid}:${entry.gid}`,
    wanted: octal(wanted),
  };
  return [problemAt('directory-mode-changed', at(entry), values, { target: entry.path })];
}

function writable(entry: TreeEntry): Problem[] {
  const open = entry.type !== 'link' && (entry.mode & 0o002) !== 0 && (entry.mode & 0o1000) === 0;
  if (!open || (entry.type === 'directory' && requiredMode(entry.path) !== undefined)) return [];
  const better = octal(entry.mode & ~0o022);
  const values = { path: `/${entry.path}`, mode: octal(entry.mode), better };
  return [problemAt('world-writable', at(entry), values, { target: entry.path })];
}

/**
 * sshd's StrictModes: neither the file nor its folder may be writable by others; by convention only the owner can read
 * them.
 */
function keys(entry: TreeEntry): Problem[] {
  const file = entry.path.endsWith('/.ssh/authorized_keys') && (entry.mode & 0o077) !== 0;
  const folder = entry.type === 'directory' && entry.path.endsWith('/.ssh') && (entry.mode & 0o022) !== 0;
  if (!file && !folder) return [];
  return [
    problemAt(
      'authorized-keys-mode',
      at(entry),
      { path: `/${entry.path}`, mode: octal(entry.mode) },
      { target: entry.path },
    ),
  ];
}

/** The agent writes a user's keys as this user, and adduser gives the user an existing home, but not what is in it. */
function folderOfKeys(entry: TreeEntry, { access }: Host): Problem[] {
  const [, name = ''] = /^home\/([^/]+)\/\.ssh$/.exec(entry.path) ?? [];
  const user = Object.hasOwn(access.users, name) ? access.users[name] : undefined;
  if (!user?.authorized_keys.length || entry.type !== 'directory' || entry.uid !== 0) return [];
  const place = entry.origin.paths[0] ?? [];
  const where = { path: place, key: place[0] === 'files' };
  return [problemAt('ssh-folder-of-root', where, { path: `/${entry.path}`, name }, { target: entry.path })];
}

function special(entry: TreeEntry): Problem[] {
  if (entry.type !== 'file' || (entry.mode & 0o6000) === 0) return [];
  return [
    problemAt(
      'file-mode-setuid',
      at(entry),
      { path: `/${entry.path}`, mode: octal(entry.mode) },
      { target: entry.path },
    ),
  ];
}
