import { createHash } from 'node:crypto';
import type { Path } from '../findings/finding.ts';
import type { SecretSource } from '../profile/secret.ts';

/**
 * What a file holds: text, bytes that were made here, a file of the build machine that is streamed when packed, or a
 * secret that is read last. Text that is `copied` is a file of the program, the same in every overlay.
 */
export type Content =
  | { text: string; copied?: true }
  | { base64: string; size: number; sha256: string }
  | { source: string; size: number; sha256: string }
  | { secret: SecretSource };

export function bytesOf(bytes: Buffer): Content {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { base64: bytes.toString('base64'), size: bytes.length, sha256 };
}

/** Who put an entry into the tree: a feature or a user, from which template, asked for by which profile paths. */
interface Origin {
  feature: string;
  template?: string;
  paths: Path[];
}

/** A secret that a user's file holds as it is: what it is, and the file of the build machine that brings it. */
interface HeldSecret {
  what: string;
  source: string;
}

interface EntryBase {
  /** Relative to the target's root, without leading or trailing slash. */
  path: string;
  mode: number;
  uid: number;
  gid: number;
  origin: Origin;
}

export type TreeEntry = EntryBase &
  ({ type: 'file'; content: Content; holds?: HeldSecret } | { type: 'directory' } | { type: 'link'; target: string });

/** The target's file tree by path. Plain data; tree/add.ts is the way in. */
export type Tree = Map<string, TreeEntry>;

/** Whether an entry is, or contains, something that only root may read. */
export function isSecret(entry: TreeEntry): boolean {
  return entry.type === 'file' && ('secret' in entry.content || entry.holds !== undefined);
}

/** Entries in the order of an archive: by byte value, which puts every directory before what is in it. */
export function sortedEntries(tree: Tree): TreeEntry[] {
  return [...tree.values()].sort((a, b) => compareBytes(a.path, b.path));
}

/** Orders text by the bytes of its UTF-8, whatever the locale; exact for ASCII, and the archive takes no other names. */
export function compareBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Every folder above a path, outermost first. */
export function ancestors(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
