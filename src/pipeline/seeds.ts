import path from 'node:path';
import { isoImage } from '../artifact/iso9660/image.ts';
import { hasErrors, type Path, type Problem } from '../findings/finding.ts';
import { checkCloudInit } from '../guest/cloud-init/check.ts';
import { documentKeys, type SeedFile, type Sources, seedFiles } from '../guest/cloud-init/documents.ts';
import { slotLength } from '../guest/cloud-init/print.ts';
import { seedFile, seedSecret } from '../guest/cloud-init/seed.ts';
import type { Guest } from '../host/guest.ts';
import type { Host } from '../host/host.ts';
import { fileLimits, readBounded } from '../profile/bounded.ts';
import { problemAt as profileProblemAt } from '../profile/codes.ts';
import { reasonOf } from '../profile/read.ts';
import { type Row, tables } from '../target/tables.ts';
import { problemAt as treeProblemAt } from '../tree/codes.ts';
import { bytesOf, type TreeEntry } from '../tree/entry.ts';
import { tableView } from '../tree/table.ts';
import { renderView } from '../tree/templates.ts';

/**
 * The time of every file in a seed. Not the date of the build: the agent compares seeds by their bytes, so the same
 * content must give the same bytes.
 */
const time = new Date(0);

type Slot = Row<'seeds'>;

/**
 * The seeds of all guests with cloud_init, and the table of where in them the agent puts secrets. Reads the files that
 * they name.
 */
export async function makeSeeds(host: Host, cwd: string): Promise<{ entries: TreeEntry[]; problems: Problem[] }> {
  const problems: Problem[] = [];
  const entries: TreeEntry[] = [];
  const rows: Slot[] = [];
  const paths: Path[] = [];
  for (const [name, guest] of Object.entries(host.vms)) {
    if (!guest.cloud_init) continue;
    const { sources, problems: unread } = await readSources(name, guest, cwd);
    problems.push(...unread, ...checkCloudInit(name, guest, sources));
    if (hasErrors(problems)) continue;
    const files = seedFiles(name, guest, sources);
    const { image, offsets } = isoImage('cidata', files, time);
    const from = ['vms', name, 'cloud_init'];
    paths.push(from);
    entries.push(entry(seedFile(name), bytesOf(image), [from]));
    rows.push(...rowsOf(name, files, offsets));
  }
  if (rows.length > 0) {
    const text = renderView(tableView('seeds', rows));
    entries.push(entry(tables.seeds.path, { text }, paths));
  }
  return { entries, problems };
}

function rowsOf(guest: string, files: SeedFile[], offsets: Map<string, number>): Slot[] {
  return files.flatMap(({ name, slots }) =>
    slots.map(({ secret, offset }) => ({
      guest,
      secret: path.posix.basename(seedSecret(guest, secret)),
      offset: offsets.get(name)! + offset,
      length: slotLength,
    })),
  );
}

function entry(at: string, content: Extract<TreeEntry, { type: 'file' }>['content'], paths: Path[]): TreeEntry {
  return { path: at, type: 'file', mode: 0o600, uid: 0, gid: 0, content, origin: { feature: 'vms', paths } };
}

async function readSources(name: string, { cloud_init }: Guest, cwd: string) {
  const sources: Sources = {};
  const problems: Problem[] = [];
  for (const key of documentKeys) {
    const given = cloud_init?.[key];
    if (typeof given === 'string') sources[key] = { content: Buffer.from(given) };
    else if (given && typeof given.file === 'string') {
      const file = given.file;
      const where = { path: ['vms', name, 'cloud_init', key, 'file'] };
      try {
        sources[key] = { content: await readBounded(path.resolve(cwd, file), fileLimits.seed) };
      } catch (thrown) {
        const missing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
        problems.push(
          missing
            ? treeProblemAt('user-file-missing', where, { file })
            : profileProblemAt('file-unreadable', where, { file, reason: reasonOf(thrown) }),
        );
      }
    } else if (given) sources[key] = { values: given };
  }
  return { sources, problems };
}
