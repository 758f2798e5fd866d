import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/** What a commit does, in order: gives a staged file its name in the output folder, or removes that name. */
export interface Step {
  name: string;
  /** The file in the staging folder; none if the name is removed. */
  staged?: string;
}

/** All that must be known to complete a commit, or to take it back. */
interface Journal {
  owner: string;
  steps: Step[];
}

const journalFile = 'journal';
/** Its existence says that the commit failed and is being taken back. */
const backFile = 'back';
const keptFile = (index: number) => `kept-${index}`;

/** Writes the journal, and waits until it is on the disk. */
export function writeJournal(folder: string, journal: Journal): void {
  const descriptor = openSync(path.join(folder, journalFile), 'wx', 0o600);
  try {
    writeSync(descriptor, JSON.stringify(journal));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  // The names in the folder, too.
  const names = openSync(folder, 'r');
  try {
    fsyncSync(names);
  } finally {
    closeSync(names);
  }
}

/** The journal of a folder; undefined if there is none, or no build has written it. */
export function readJournal(folder: string): Journal | undefined {
  try {
    const journal: Journal = JSON.parse(readFileSync(path.join(folder, journalFile), 'utf8'));
    const inside = (name: unknown) => typeof name === 'string' && path.basename(name) === name && !/^\.*$/.test(name);
    const sound = journal.steps.every(({ name, staged }) => inside(name) && (staged === undefined || inside(staged)));
    return sound && typeof journal.owner === 'string' ? journal : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Completes a commit, or takes it back if it had failed or fails now; returns why it failed. Throws if it cannot be
 * taken back. Can be repeated after any interruption.
 */
export function settle(folder: string, out: string, steps: readonly Step[]): Error | undefined {
  let failed: Error | undefined;
  if (!existsSync(path.join(folder, backFile))) {
    try {
      complete(folder, out, steps);
      return undefined;
    } catch (thrown) {
      failed = thrown as Error;
      closeSync(openSync(path.join(folder, backFile), 'w', 0o600));
    }
  }
  takeBack(folder, out, steps);
  return failed;
}

function complete(folder: string, out: string, steps: readonly Step[]): void {
  for (const [index, { name, staged }] of steps.entries()) {
    const to = path.join(out, name);
    const kept = path.join(folder, keptFile(index));
    const from = staged === undefined ? undefined : path.join(folder, staged);
    if (from === undefined) {
      if (!existsSync(kept) && lstatSync(to, { throwIfNoEntry: false })) renameSync(to, kept);
    } else if (existsSync(from)) {
      keep(to, kept);
      renameSync(from, to);
    }
  }
}

/**
 * Hard-links an existing `to` to a second name, so that it exists until it is replaced and can be restored; FAT has no
 * hard links, so there it is moved. A folder is left alone: rename(2) refuses to replace it.
 */
function keep(to: string, kept: string): void {
  const there = lstatSync(to, { throwIfNoEntry: false });
  if (!there || there.isDirectory() || lstatSync(kept, { throwIfNoEntry: false })) return;
  linkOrMove(to, kept);
}

function linkOrMove(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    renameSync(from, to);
  }
}

/** First the new file gets its staged name again, so that repeating this never removes what was restored. */
function takeBack(folder: string, out: string, steps: readonly Step[]): void {
  for (const [index, { name, staged }] of [...steps.entries()].reverse()) {
    const to = path.join(out, name);
    const kept = path.join(folder, keptFile(index));
    const isKept = lstatSync(kept, { throwIfNoEntry: false }) !== undefined;
    const from = staged === undefined ? undefined : path.join(folder, staged);
    if (from !== undefined && !existsSync(from)) {
      if (isKept) linkOrMove(to, from);
      else renameSync(to, from);
    }
    if (!isKept) continue;
    renameSync(kept, to);
    // rename(2) leaves both names if they are the same file.
    rmSync(kept, { force: true });
  }
}
