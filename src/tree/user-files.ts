import { type Dirent, promises } from 'node:fs';
import path from 'node:path';
import type { Path, Problem } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import { fileLimits, readBounded } from '../profile/bounded.ts';
import { problemAt as profileProblemAt } from '../profile/codes.ts';
import { literalProblem } from '../profile/literals.ts';
import { reasonOf } from '../profile/read.ts';
import { parseSize } from '../profile/units.ts';
import { secretIn } from '../secrets/find.ts';
import { agentFolder } from '../target/paths.ts';
import { problem, problemAt } from './codes.ts';
import { directoryMode } from './directories.ts';
import { compareBytes, type TreeEntry } from './entry.ts';
import { hasSecrets, secretFile, unusedSecrets } from './secret-files.ts';
import { Amount, ofKernel } from './user-amount.ts';
import { type Read, type ReadContents, readContent } from './user-content.ts';
import { linkProblem } from './user-links.ts';

export interface UserFiles {
  entries: TreeEntry[];
  problems: Problem[];
}

interface Found extends UserFiles {
  cwd: string;
  /** Counts all files that the profile names. */
  amount: Amount;
  contents: ReadContents;
  templates: Map<string, string>;
}

/**
 * Reads the profile's overlays and files. No link is followed out of a user tree. The texts of templates are added to
 * `templates`, for findings that show a line of them.
 */
export async function readUserFiles(
  host: Host,
  cwd: string,
  templates: Map<string, string>,
  contents: ReadContents = new Map(),
): Promise<UserFiles> {
  const amount = new Amount(parseSize(host.overlays_max_size));
  const found: Found = { cwd, templates, amount, contents, entries: [], problems: [] };
  for (const [index, folder] of host.overlays.entries()) await readUserTree(host, folder, ['overlays', index], found);
  for (const [target, file] of Object.entries(host.files)) await readSingleFile(host, target, file, found);
  for (const { path: at, type, origin } of found.entries) {
    if (at.startsWith(`${agentFolder}/`) && type !== 'directory') {
      const where = { path: origin.paths[0]!, key: origin.paths[0]![0] === 'files' };
      found.problems.push(problemAt('tree-reserved', where, { path: `/${at}` }, { target: at }));
    }
  }
  return found;
}

async function readUserTree(host: Host, root: string, from: Path, found: Found): Promise<void> {
  const { entries, problems } = found;
  const real = path.resolve(found.cwd, root);
  const refuse = (found: Problem) => void problems.push(found);
  const failed = (file: string, thrown: unknown) =>
    refuse(profileProblemAt('file-unreadable', { path: from }, { file, reason: reasonOf(thrown) }));
  const folder = await promises.stat(real).catch((thrown) => thrown as NodeJS.ErrnoException);
  if (folder instanceof Error) {
    return folder.code === 'ENOENT'
      ? refuse(problem('user-tree-missing', from, { folder: root }))
      : failed(root, folder);
  }
  if (!folder.isDirectory()) return refuse(problem('user-tree-not-folder', from, { folder: root }));

  if (ofKernel(await promises.realpath(real)))
    return refuse(problem('user-file-special', from, { path: root, kind: 'folder of the running kernel' }));
  const { amount } = found;
  await amount.addFolder(real);
  if (amount.exceeded) return refuse(problem('user-files-too-large', from, { what: root, ...amount.facts }));

  const visit = async (relative: string): Promise<void> => {
    let children: Dirent[];
    try {
      children = await promises.readdir(path.join(real, relative), { withFileTypes: true });
    } catch (thrown) {
      return failed(path.join(root, relative), thrown);
    }
    children.sort((a, b) => compareBytes(a.name, b.name));
    for (const child of children) {
      const name = relative === '' ? child.name : `${relative}/${child.name}`;
      const file = path.join(root, name);
      try {
        await add(name, file, path.join(real, name));
        if (child.isDirectory()) await visit(name);
      } catch (thrown) {
        failed(file, thrown);
      }
    }
  };

  const add = async (name: string, shown: string, file: string): Promise<void> => {
    const info = await promises.lstat(file);
    const paths = (at: string): Path[] => (host.files[`/${at}`] ? [from, ['files', `/${at}`]] : [from]);
    const origin = (at: string) => ({ feature: 'overlays', paths: paths(at) });
    if (info.isDirectory()) {
      const mode = modeAndOwner(host, name, directoryMode(name));
      entries.push({ path: name, type: 'directory', origin: origin(name), ...mode });
    } else if (info.isSymbolicLink()) {
      const target = await promises.readlink(file);
      const wrong = await linkProblem({ name, target, root: real, from });
      if (wrong) return refuse(wrong);
      entries.push({ path: name, type: 'link', mode: 0o777, uid: 0, gid: 0, target, origin: origin(name) });
    } else if (info.isFile()) {
      const mode = info.mode & 0o111 ? 0o755 : 0o644;
      const template = /[^/]\.hbs$/.test(name);
      const at = template ? name.slice(0, -'.hbs'.length) : name;
      const read = template
        ? await rendered(host, { at, shown, file }, from, found)
        : await readContent(file, info.size, at, found.contents);
      if (read) entries.push(fileEntry(host, at, { ...read, shown }, origin(at), mode));
    } else {
      refuse(problem('user-file-special', from, { path: name, kind: kindOf(info) }, { target: name }));
    }
  };
  await visit('');
}

async function readSingleFile(host: Host, target: string, file: Host['files'][string], found: Found): Promise<void> {
  const from: Path = ['files', target];
  const at = target.slice(1);
  const { source } = file;
  const content = Array.isArray(file.content) && !hasSecrets(file) ? file.content.join('') : file.content;
  const [first, second] = (['content', 'source', 'secret'] as const).filter((key) => file[key] !== undefined);
  found.problems.push(...unusedSecrets(target, file));
  if (second) {
    const both = `${first} and ${second}`;
    found.problems.push(problem('file-content-and-source', [...from, second], { path: target, both }));
  } else if (hasSecrets(file)) {
    const { pieces, problems } = secretFile(target, file);
    found.problems.push(...problems);
    const origin = { feature: 'files', paths: [from] };
    found.entries.push({ path: at, type: 'file', content: { pieces }, origin, ...modeAndOwner(host, at, 0o600) });
  } else if (first) {
    const origin = { feature: 'files', paths: [from] };
    const text = typeof content === 'string' ? content : undefined;
    const secret = text === undefined ? undefined : secretIn(text, at);
    if (secret) found.problems.push(literalProblem(secret, [...from, 'content']));
    const read = text === undefined ? await sourceContent(source!, at, from, found) : { content: { text } };
    if (read) found.entries.push(fileEntry(host, at, { ...read, shown: source ?? '' }, origin, 0o644));
  } else if (!found.entries.some((entry) => entry.path === at)) {
    const where = { path: from, key: true };
    found.problems.push(problemAt('file-without-content', where, { path: target }, { target: at }));
  }
}

/**
 * A file with a secret gets mode 0600 unless the profile sets one. The mode on the build machine is ignored: git does
 * not store 0600, and the same profile must give the same overlay everywhere.
 */
function fileEntry(
  host: Host,
  at: string,
  { content, secret, shown }: Read & { shown: string },
  origin: TreeEntry['origin'],
  mode: number,
): TreeEntry {
  const base = { path: at, type: 'file' as const, content, origin };
  if (secret === undefined) return { ...base, ...modeAndOwner(host, at, mode) };
  return { ...base, holds: { what: secret, source: shown }, ...modeAndOwner(host, at, mode & 0o700) };
}

async function sourceContent(
  source: string,
  at: string,
  from: Path,
  { cwd, problems, amount, contents }: Found,
): Promise<Read | undefined> {
  const file = path.resolve(cwd, source);
  try {
    const info = await promises.stat(file);
    if (ofKernel(await promises.realpath(file))) {
      const kind = 'file of the running kernel';
      problems.push(problem('user-file-special', [...from, 'source'], { path: source, kind }));
      return undefined;
    }
    amount.add(info.size);
    if (amount.exceeded) {
      problems.push(problem('user-files-too-large', [...from, 'source'], { what: source, ...amount.facts }));
      return undefined;
    }
    if (info.isFile()) return await readContent(file, info.size, at, contents);
    problems.push(problem('user-file-special', [...from, 'source'], { path: source, kind: kindOf(info) }));
  } catch (thrown) {
    const where = { path: [...from, 'source'] };
    problems.push(
      (thrown as NodeJS.ErrnoException).code === 'ENOENT'
        ? problemAt('user-file-missing', where, { file: source })
        : profileProblemAt('file-unreadable', where, { file: source, reason: reasonOf(thrown) }),
    );
  }
  return undefined;
}

/** Modes and owners come from the profile, never from the build machine's disk. */
function modeAndOwner({ files }: Host, at: string, mode: number) {
  const said = files[`/${at}`];
  const [uid = 0, gid = 0] = said?.owner?.split(':').map(Number) ?? [];
  return { mode: said?.mode ? Number.parseInt(said.mode, 8) : mode, uid, gid };
}

async function rendered(
  host: Host,
  { at, shown, file }: { at: string; shown: string; file: string },
  from: Path,
  { problems, templates }: Found,
): Promise<Read | undefined> {
  const { renderUserTemplate } = await import('./user-templates.ts');
  const source = (await readBounded(file, fileLimits.template)).toString('utf8');
  const result = renderUserTemplate(source, host);
  if ('text' in result) return { content: { text: result.text }, secret: secretIn(result.text, at)?.what };
  templates.set(shown, source);
  const where = { place: { file: shown, line: result.line, column: result.column }, path: from };
  problems.push(problemAt('user-template-invalid', where, { reason: result.reason }, { target: at }));
  return undefined;
}

function kindOf(info: { isFIFO(): boolean; isSocket(): boolean; isDirectory(): boolean }): string {
  if (info.isDirectory()) return 'folder';
  if (info.isFIFO()) return 'named pipe';
  return info.isSocket() ? 'socket' : 'device';
}
