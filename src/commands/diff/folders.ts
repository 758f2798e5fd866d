import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Comparison, compare } from '../../compare/compare.ts';
import type { Side } from '../../compare/side.ts';
import { selectProfiles } from '../../pipeline/select.ts';
import { compareBytes } from '../../tree/entry.ts';
import { layOut, parseRevision } from './git.ts';
import { ofProfile, type Reading, type ReadSide, type Refused, readSide, revisionRefused } from './read-side.ts';

/** What becomes of a host from one folder to another. */
export interface HostChange {
  host: string;
  change: 'added' | 'removed' | 'changed' | 'none';
  /** The files; null where a folder has none for this host. */
  before: string | null;
  after: string | null;
  /** Null where only one folder has the host. */
  comparison: Comparison | null;
}

/** Something in a folder that a host can be read from. */
interface Member {
  name: string;
  read: () => Promise<ReadSide>;
}

interface Folder {
  members: Member[];
  close: () => void;
}

type Hosts = Map<string, { name: string; side: Side }>;

/** Compares two folders host by host; undefined if they are not both folders. */
export async function compareFolders(
  before: string,
  after: string,
  reading: Reading,
): Promise<HostChange[] | Refused | undefined> {
  const a = await folderOf(before, reading);
  const b = await folderOf(after, reading);
  try {
    // Of a folder and a revision that is missing, only the revision is wrong.
    if ((isOpen(a) && b && !isOpen(b)) || (isOpen(b) && a && !isOpen(a)))
      return isOpen(a) ? (b as Refused) : (a as Refused);
    if (!isOpen(a) || !isOpen(b)) return undefined;
    const read = [await hostsOf(a), await hostsOf(b)] as const;
    const refused = read.flatMap(({ refused }) => refused);
    return refused.length === 0 ? changesOf(read[0].hosts, read[1].hosts) : together(refused);
  } finally {
    for (const folder of [a, b]) if (isOpen(folder)) folder.close();
  }
}

const isOpen = (folder: Folder | Refused | undefined): folder is Folder => folder !== undefined && 'members' in folder;

const together = (refused: readonly Refused[]): Refused => ({
  findings: refused.flatMap(({ findings }) => findings),
  places: refused.flatMap(({ places }) => places),
});

function changesOf(before: Hosts, after: Hosts): HostChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort(compareBytes);
  return names.map((host) => {
    const [a, b] = [before.get(host), after.get(host)];
    const files = { before: a?.name ?? null, after: b?.name ?? null };
    if (!a || !b) return { host, change: a ? 'removed' : 'added', ...files, comparison: null };
    const comparison = compare(a.side, b.side);
    return { host, change: comparison.equal ? 'none' : 'changed', ...files, comparison };
  });
}

/** By host name, because a file may get another name. Of two with one name both are compared, each under its file, too. */
async function hostsOf({ members }: Folder): Promise<{ hosts: Hosts; refused: Refused[] }> {
  const hosts: Hosts = new Map();
  const refused: Refused[] = [];
  for (const { name, read } of members) {
    const found = await read();
    if (!('side' in found)) {
      refused.push(found);
      continue;
    }
    const host = found.side.host?.hostname ?? path.basename(name).replace(artifact, '');
    hosts.set(hosts.has(host) ? `${host} (${path.basename(name)})` : host, { name, side: found.side });
  }
  return { hosts, refused };
}

const artifact = /\.apkovl\.tar\.gz(\.aes-256-cbc)?$/;

async function folderOf(name: string, reading: Reading): Promise<Folder | Refused | undefined> {
  if (/\.ya?ml$/.test(name)) return undefined;
  const asked = name.startsWith('git:') ? parseRevision(name) : undefined;
  if (asked) return ofRevision(name, asked, reading);
  const folder = path.resolve(reading.cwd, name);
  if (!isFolder(folder)) return undefined;
  const profiles = profilesIn(name, reading.cwd);
  const files = profiles.length > 0 ? profiles : overlaysIn(folder).map((file) => path.join(name, file));
  // Without any it is refused as a file is that is no profile.
  if (files.length === 0) return undefined;
  return { members: files.map((file) => ({ name: file, read: () => readSide(file, reading) })), close: () => {} };
}

async function ofRevision(
  name: string,
  asked: { revision: string; file: string },
  reading: Reading,
): Promise<Folder | Refused | undefined> {
  const laidOut = await layOut(asked, reading);
  if ('reason' in laidOut) return revisionRefused(name, laidOut);
  const { cwd, profile, remove } = laidOut;
  const files = isFolder(path.resolve(cwd, profile)) ? profilesIn(profile || '.', cwd) : [];
  if (files.length === 0) {
    remove();
    return undefined;
  }
  const before = `git:${asked.revision}:`;
  const absolute = (file: string | undefined) => (file === undefined ? undefined : path.resolve(reading.cwd, file));
  const there = { ...reading, cwd, facts: absolute(reading.facts), lock: absolute(reading.lock) };
  return {
    members: files.map((file) => ({
      name: `${before}${file}`,
      read: () => ofProfile(`${before}${file}`, file, before, there),
    })),
    close: remove,
  };
}

/** Also where a folder above it may not be entered: reading it then says so. */
function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}

/** Bases are hosts of no one. */
const profilesIn = (name: string, cwd: string): string[] =>
  selectProfiles([name], cwd).profiles.filter((file) => file !== name);

/** None where the folder may not be read: reading it then says so. */
function overlaysIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((file) => artifact.test(file));
    return names.sort(compareBytes);
  } catch {
    return [];
  }
}
