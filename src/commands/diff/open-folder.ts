import { readdirSync } from 'node:fs';
import path from 'node:path';
import { selectProfiles } from '../../pipeline/select.ts';
import { problemAt } from '../../profile/codes.ts';
import { reasonOf } from '../../profile/read.ts';
import { compareBytes } from '../../tree/entry.ts';
import { layOut, parseRevision } from './git.ts';
import {
  failed,
  ofProfile,
  type Reading,
  type ReadSide,
  type Refused,
  readSide,
  revisionRefused,
} from './read-side.ts';
import { isFolder } from './there.ts';

/** Something in a folder that a host can be read from. */
interface Member {
  name: string;
  read: () => Promise<ReadSide>;
}

export interface Folder {
  members: Member[];
  close: () => void;
}

export const overlayName = /\.apkovl\.tar\.gz(\.aes-256-cbc)?$/;

/** A folder, or one of a revision; undefined if it is none. */
export async function openFolder(name: string, reading: Reading): Promise<Folder | Refused | undefined> {
  if (/\.ya?ml$/.test(name)) return undefined;
  const asked = name.startsWith('git:') ? parseRevision(name) : undefined;
  if (asked) return ofRevision(name, asked, reading);
  const folder = path.resolve(reading.cwd, name);
  if (!isFolder(folder)) return undefined;
  try {
    const profiles = profilesIn(name, reading.cwd);
    const files = profiles.length > 0 ? profiles : overlaysIn(folder).map((file) => path.join(name, file));
    return { members: files.map((file) => ({ name: file, read: () => readSide(file, reading) })), close: () => {} };
  } catch (thrown) {
    return failed(problemAt('file-unreadable', { place: { file: name } }, { file: name, reason: reasonOf(thrown) }));
  }
}

async function ofRevision(
  name: string,
  asked: { revision: string; file: string },
  reading: Reading,
): Promise<Folder | Refused | undefined> {
  const laidOut = await layOut(asked, reading);
  // A folder that is new since then had no hosts.
  if ('reason' in laidOut) return laidOut.isNew ? { members: [], close: () => {} } : revisionRefused(name, laidOut);
  const { cwd, profile, remove } = laidOut;
  const folder = path.resolve(cwd, profile);
  const files = isFolder(folder) ? profilesIn(profile, cwd) : [];
  if (files.length === 0) {
    const found = isFolder(folder) ? { overlays: overlaysIn(folder) } : undefined;
    remove();
    if (!found) return undefined;
    return found.overlays.length > 0 ? revisionRefused(name, onlyOverlays(asked)) : { members: [], close: () => {} };
  }
  const before = `git:${asked.revision}:`;
  const absolute = (file: string | undefined) => (file === undefined ? undefined : path.resolve(reading.cwd, file));
  const there = {
    ...reading,
    cwd,
    facts: reading.facts?.map((file) => path.resolve(reading.cwd, file)),
    lock: absolute(reading.lock),
  };
  return {
    members: files.map((file) => ({
      name: `${before}${file}`,
      read: () => ofProfile(`${before}${file}`, file, before, there),
    })),
    close: remove,
  };
}

const onlyOverlays = ({ revision }: { revision: string }) => ({
  reason: 'the folder has overlays and no profiles, and only profiles are read from a revision',
  remedy: `Write the revision to a folder (git worktree add FOLDER ${revision}), and name the folder of overlays in it.`,
});

/** Bases are hosts of no one. */
const profilesIn = (name: string, cwd: string): string[] =>
  selectProfiles([name], cwd).profiles.filter((file) => file !== name);

const overlaysIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => overlayName.test(file))
    .sort(compareBytes);
