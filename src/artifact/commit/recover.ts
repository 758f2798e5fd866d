import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readJournal, type Step, settle, writeJournal } from './journal.ts';
import { hasEnded, ownerName } from './owner.ts';

/** A staging folder is `.mkapkovl-OWNER-XXXXXX`; whatever has another name was not made by a build. */
const staging = '.mkapkovl-';
/** The staging folder whose commit is under way has this name, so that there is one at a time. */
const committing = '.mkapkovl-commit';
/** An interrupted commit that a process settles is `.mkapkovl-settle-OWNER-XXXXXX`. */
const settling = '.mkapkovl-settle-';
const random = /-.{6}$/;

/** Another build is replacing files of the same folder, and does not end. */
export class OutputFolderBusy extends Error {}

/** Makes a private folder of this process in the output folder. */
export function makeStagingFolder(out: string): string {
  return mkdtempSync(path.join(out, `${staging}${ownerName()}-`));
}

/**
 * Does the steps, all or none. `moved` receives what must be removed when a signal comes: the folder's new name, or
 * nothing while the folder is needed to take the steps back.
 */
export async function commitSteps(
  folder: string,
  out: string,
  steps: readonly Step[],
  moved: (folder: string | undefined) => void,
): Promise<void> {
  writeJournal(folder, { owner: ownerName(), steps: [...steps] });
  const during = path.join(out, committing);
  await begin(folder, out);
  moved(during);
  await settled(out);
  moved(undefined);
  const failed = settle(during, out, steps);
  renameSync(during, folder);
  moved(folder);
  if (failed) throw failed;
}

/** Removes a folder that was not committed; first of all it must no longer be one that is to be completed. */
export function removeStagingFolder(folder: string, out: string): void {
  let unused = folder;
  if (path.basename(folder) === committing) {
    unused = path.join(out, ownName(staging));
    renameSync(folder, unused);
  }
  rmSync(unused, { recursive: true, force: true, maxRetries: 3 });
}

/** A new name with this process in it. */
const ownName = (prefix: string) => `${prefix}${ownerName()}-${randomBytes(3).toString('hex')}`;

/** Renaming to a name that a filled folder has fails, so this is the lock. */
async function begin(folder: string, out: string): Promise<void> {
  const lock = path.join(out, committing);
  await repeat(out, () => {
    try {
      renameSync(folder, lock);
      return true;
    } catch (thrown) {
      if (!existsSync(lock)) throw thrown;
      recoverCommit(out);
      return false;
    }
  });
}

/** Waits for processes that settle earlier commits, or settles those that they did not. */
async function settled(out: string): Promise<void> {
  await repeat(out, () => {
    const rest = ownFolders(out).filter((name) => name.startsWith(settling));
    for (const name of rest) if (hasEnded(ownerOf(name, settling), path.join(out, name))) takeOver(out, name);
    return rest.length === 0;
  });
}

const pause = 20;
const longest = 5000;

async function repeat(out: string, attempt: () => boolean): Promise<void> {
  for (let waited = 0; !attempt(); waited += pause) {
    if (waited > longest) throw new OutputFolderBusy(out);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/**
 * Completes or takes back what a build that was killed had begun to do with the folder, and removes what such builds
 * left. Folders of builds that are running stay.
 */
export function recover(out: string): void {
  recoverCommit(out);
  for (const name of ownFolders(out)) {
    const folder = path.join(out, name);
    if (name.startsWith(settling)) {
      if (hasEnded(ownerOf(name, settling), folder)) takeOver(out, name);
    } else if (hasEnded(ownerOf(name, staging), folder)) rmSync(folder, { recursive: true, force: true });
  }
}

function recoverCommit(out: string): void {
  const folder = path.join(out, committing);
  if (!ownFolders(out).includes(committing)) return;
  const journal = readJournal(folder);
  if (journal && hasEnded(journal.owner, folder)) takeOver(out, committing);
}

/** Settles an interrupted commit. The first step decides which of several processes does it. */
function takeOver(out: string, name: string): void {
  const mine = path.join(out, ownName(settling));
  try {
    renameSync(path.join(out, name), mine);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw thrown;
  }
  const journal = readJournal(mine);
  if (journal) settle(mine, out, journal.steps);
  // Under this name it is only to be removed, wherever this process ends.
  const done = path.join(out, ownName(staging));
  renameSync(mine, done);
  rmSync(done, { recursive: true, force: true });
}

const ownerOf = (name: string, prefix: string) => name.slice(prefix.length).replace(random, '');

/**
 * Folders of builds of this user. Where everyone may write, such as in /tmp, another user could have made one whose
 * journal replaces files.
 */
function ownFolders(out: string): string[] {
  return readdirSync(out).filter((name) => {
    if (!name.startsWith(staging)) return false;
    const info = lstatSync(path.join(out, name), { throwIfNoEntry: false });
    return info?.isDirectory() === true && (process.getuid === undefined || info.uid === process.getuid());
  });
}
