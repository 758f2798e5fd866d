import { createHash } from 'node:crypto';
import { pointer } from '../findings/finding.ts';
import { describeSecret } from '../profile/secret.ts';
import { isPlain, type PlainContent, sortedEntries, type Tree, type TreeEntry } from '../tree/entry.ts';

/** The sha256 of a text or buffer, in hexadecimal. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

const digests = new WeakMap<object, string>();

/** The digest of content that is not secret. The table of files, the build id and the manifest all contain it. */
export function digestOf(content: PlainContent): string {
  if (!('text' in content)) return content.sha256;
  const known = digests.get(content);
  if (known) return known;
  const made = sha256(content.text);
  digests.set(content, made);
  return made;
}

/**
 * The build id: sha256 over the finished tree without the id's own file. It covers each entry's type, mode, owner,
 * path, link target and digest; for a secret only its reference, so that the id reveals nothing.
 */
export function buildId(tree: Tree): string {
  const lines = sortedEntries(tree).map((entry) =>
    [entry.type, entry.mode.toString(8), entry.uid, entry.gid, entry.path, substance(entry)].join('\t'),
  );
  return sha256(lines.join('\n'));
}

function substance(entry: TreeEntry): string {
  if (entry.type === 'directory') return '';
  if (entry.type === 'link') return entry.target;
  if ('secret' in entry.content)
    return `${describeSecret(entry.content.secret)} ${pointer(entry.origin.paths[0] ?? [])}`;
  return isPlain(entry.content) ? digestOf(entry.content) : '';
}
