import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Files and links of /sys, /proc and /etc, by path; a directory that is empty has null. */
export type Tree = Map<string, Buffer | { link: string } | null>;

/**
 * A tree as test/machines/record.sh writes it. A line that begins with a slash is a directory; behind it come its
 * members: NAME TAB CONTENT for a file, NAME -> TARGET for a link. In contents \n, \t, \\ and \xHH mean bytes, and
 * *N; behind a byte for N of them.
 */
export function readTree(text: string): Tree {
  const tree: Tree = new Map();
  let directory = '';
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, name, content] = /^([^\t]+)\t(.*)$/.exec(line) ?? [];
    const [, link, target] = /^(.+) -> (.+)$/.exec(line) ?? [];
    if (name !== undefined) tree.set(`${directory}/${name}`, decoded(content!));
    else if (link !== undefined) tree.set(`${directory}/${link}`, { link: target! });
    else if (line.startsWith('/')) {
      directory = line;
      tree.set(directory, null);
    } else throw new Error(`a tree has no line such as ${line}`);
  }
  return tree;
}

export function writeTree(tree: Tree): string {
  const directories = new Map<string, string[]>();
  for (const [file, content] of tree) {
    const at = content === null ? file : path.dirname(file);
    const members = directories.get(at) ?? [];
    directories.set(at, members);
    if (content === null) continue;
    const name = path.basename(file);
    members.push('link' in content ? `${name} -> ${content.link}` : `${name}\t${encoded(content as Buffer)}`);
  }
  return [...directories].map(([directory, members]) => `${[directory, ...members].join('\n')}\n`).join('');
}

/** Makes the tree below a folder. What links lead to is there, too, if only as an empty directory. */
export function layOut(tree: Tree, root: string): void {
  const links: string[] = [];
  for (const [name, content] of tree) {
    const file = path.join(root, name);
    if (content === null) mkdirSync(file, { recursive: true });
    else {
      mkdirSync(path.dirname(file), { recursive: true });
      if ('link' in content) {
        symlinkSync(content.link, file);
        links.push(file);
      } else writeFileSync(file, content as Buffer);
    }
  }
  for (const file of links) {
    const content = tree.get(`/${path.relative(root, file)}`);
    const target = path.resolve(path.dirname(file), (content as { link: string }).link);
    if (!existsSync(file)) mkdirSync(target, { recursive: true });
  }
}

function decoded(text: string): Buffer {
  const parts: Buffer[] = [];
  for (const [, plain, escaped, count] of text.matchAll(/([^\\]+)|\\(n|t|\\|x[0-9a-f]{2})(?:\*(\d+);)?/g)) {
    if (plain !== undefined) parts.push(Buffer.from(plain));
    else parts.push(Buffer.alloc(Number(count ?? 1), { n: 10, t: 9, '\\': 92 }[escaped!] ?? byteOf(escaped!)));
  }
  return Buffer.concat(parts);
}

const byteOf = (escaped: string) => Number.parseInt(escaped.slice(1), 16);

function encoded(content: Buffer): string {
  let text = '';
  for (let place = 0; place < content.length; ) {
    const byte = content[place]!;
    let end = place + 1;
    while (end < content.length && content[end] === byte) end++;
    if (byte >= 32 && byte < 127 && byte !== 92) end = place + 1;
    text += escapeOf(byte);
    if (end - place > 1) text += `*${end - place};`;
    place = end;
  }
  return text;
}

function escapeOf(byte: number): string {
  if (byte === 10) return '\\n';
  if (byte === 9) return '\\t';
  if (byte === 92) return '\\\\';
  return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
}
