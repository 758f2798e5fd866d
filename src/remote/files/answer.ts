import { constants } from 'node:fs';
import { archivedFiles } from './archived.ts';
import { isAsked } from './script.ts';

/** A file of a host, as far as the user who asked may know it. */
export interface HostFile {
  path: string;
  /** `file`, `directory`, `link` or `other`; undefined for what may be there, in a folder that this user may not enter. */
  type?: string;
  /** In four octal digits. */
  mode: string;
  owner: string;
  target?: string;
  content?: Buffer;
  /** Of a file whose content did not come. */
  sha256?: string;
  /** The content is a secret. */
  secret?: true;
}

type Answer = { files: HostFile[] } | { reason: string };

const [begin, endOfTable, end] = ['mkapkovl host files 1\n', '\nend of table\n', '\nmkapkovl end\n'];

/** What overlays/remote/files.sh printed. It comes from another machine: nothing of it is written anywhere. */
export async function filesOf(answer: Buffer): Promise<Answer> {
  const start = answer.indexOf(begin);
  if (start === -1) return { reason: answer.length === 0 ? 'it is empty' : 'it is not what the script prints' };
  const whole = answer.subarray(start + begin.length);
  const table = whole.indexOf(endOfTable);
  if (table === -1 || !whole.subarray(-end.length).equals(Buffer.from(end))) return { reason: 'it is truncated' };
  const files = new Map<string, HostFile>();
  const contents = new Set<string>();
  for (const line of whole.subarray(0, table).toString('utf8').split('\n')) {
    if (line !== '' && !read(line.split('\t'), files, contents))
      return { reason: `its table has the row ${JSON.stringify(line.slice(0, 80))}` };
  }
  // The end of the table, and the end of all, when nothing is in between.
  const archive = whole.subarray(
    table + endOfTable.length,
    Math.max(table + endOfTable.length, whole.length - end.length),
  );
  const archived = await archivedFiles(archive, contents);
  if ('reason' in archived) return archived;
  for (const [path, content] of archived.contents) files.get(path)!.content = content;
  return { files: [...files.values()] };
}

/** Whether a row has a form that the script prints. */
function read([kind = '', ...cells]: string[], files: Map<string, HostFile>, contents: Set<string>): boolean {
  const path = (kind === 'there' ? cells[4] : cells[0])?.replace(/^\.\//, '') ?? '';
  if (!isAsked(path)) return false;
  if (kind === 'there') return readThere(path, cells, files);
  if (kind === 'hidden') return cells.length === 1 && Boolean(files.set(path, { path, mode: '', owner: '' }));
  if (!['link', 'content', 'long', 'digest', 'unread'].includes(kind)) return false;
  const file = files.get(path);
  // Gone since it was listed.
  if (!file) return true;
  const [, value] = cells;
  if (kind === 'link') file.target = value ?? '';
  else if (kind === 'content') contents.add(path);
  else if ((kind === 'long' || kind === 'digest') && /^[0-9a-f]{64}$/.test(value ?? '')) {
    file.sha256 = value!;
    if (kind === 'digest') file.secret = true;
  } else return kind === 'unread';
  return true;
}

/** Linux numbers them alike everywhere (inode(7)). */
const { S_IFMT, S_IFDIR, S_IFREG, S_IFLNK } = constants;
const types = new Map([
  [S_IFDIR, 'directory'],
  [S_IFREG, 'file'],
  [S_IFLNK, 'link'],
]);

function readThere(path: string, cells: string[], files: Map<string, HostFile>): boolean {
  const [raw = '', uid = '', gid = ''] = cells;
  if (cells.length !== 5 || !/^[0-9a-f]{1,8}$/.test(raw) || ![uid, gid].every((id) => /^\d{1,10}$/.test(id)))
    return false;
  const bits = Number.parseInt(raw, 16);
  const mode = (bits & 0o7777).toString(8).padStart(4, '0');
  files.set(path, { path, type: types.get(bits & S_IFMT) ?? 'other', mode, owner: `${uid}:${gid}` });
  return true;
}
