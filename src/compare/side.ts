import { createHash } from 'node:crypto';
import { z } from 'zod';
import { digestOf } from '../artifact/build-id.ts';
import { jsonOf } from '../artifact/json.ts';
import type { Archived } from '../artifact/unpack.ts';
import type { Host } from '../host/host.ts';
import { readUpTo } from '../profile/read.ts';
import { isPlain, type PlainContent, type Tree, type TreeEntry } from '../tree/entry.ts';

/** An entry of one of two trees that are compared. */
export interface SideEntry {
  type: string;
  mode: string;
  owner: string;
  target?: string | undefined;
  /** Of a file whose content may be shown and is text; absent where only a digest is known. */
  text?: string;
  sha256?: string | undefined;
  /** What tells two secrets apart, for comparison alone: it never leaves this program. */
  secret?: string;
  /** Of a running host: what the user who asked may not read there. Nothing is known of an entry that may be there. */
  unread?: 'content' | 'entry';
}

/** One of two things that are compared. Only a profile has a host. */
export interface Side {
  name: string;
  host?: Host;
  /** A host as it is, with more on it than an overlay brings. */
  running?: true;
  entries: Map<string, SideEntry>;
}

/** Longer texts are compared by their digest. */
const longest = 512 * 1024;

export function sideOfTree(name: string, host: Host, tree: Tree): Side {
  return { name, host, entries: new Map([...tree].map(([path, entry]) => [path, ofTree(entry)])) };
}

function ofTree(entry: TreeEntry): SideEntry {
  const { type, mode, uid, gid } = entry;
  const common = { type, mode: octal(mode), owner: `${uid}:${gid}` };
  if (entry.type === 'link') return { ...common, target: entry.target };
  if (entry.type === 'directory') return common;
  // Where a secret comes from, not what it is: comparing reads no secret.
  if (!isPlain(entry.content)) return { ...common, secret: `from ${JSON.stringify(entry.content)}` };
  if (entry.holds) return { ...common, secret: digestOf(entry.content) };
  return { ...common, ...described(entry.content) };
}

/** A user's file is in all trees that are built again and again from one profile. */
const known = new WeakMap<PlainContent, Pick<SideEntry, 'sha256' | 'text'>>();

function described(content: PlainContent): Pick<SideEntry, 'sha256' | 'text'> {
  const found = known.get(content) ?? { sha256: digestOf(content), ...shown(bytesOf(content)) };
  known.set(content, found);
  return found;
}

function bytesOf(content: PlainContent): Uint8Array | undefined {
  if ('text' in content) return Buffer.from(content.text);
  return 'base64' in content ? Buffer.from(content.base64, 'base64') : readUpTo(content.source, longest);
}

export function sideOfArchive(name: string, entries: readonly Archived[]): Side {
  return { name, entries: new Map(entries.map((entry) => [entry.path, ofArchive(entry)])) };
}

function ofArchive({ type, mode, owner, target, secret, content }: Archived): SideEntry {
  const common = { type, mode, owner };
  if (type === 'link') return { ...common, target: target ?? '' };
  if (type === 'directory') return common;
  const sha256 = createHash('sha256').update(content).digest('hex');
  return secret ? { ...common, secret: sha256 } : { ...common, sha256, ...shown(content) };
}

/** What is compared of a manifest. */
const manifestSchema = z.object({
  schema: z.literal(1),
  files: z.array(
    z.object({
      path: z.string(),
      type: z.string(),
      mode: z.string(),
      owner: z.string(),
      target: z.string().optional(),
      sha256: z.string().optional(),
      secret: z.boolean().optional(),
    }),
  ),
});

/** A manifest has digests and no contents; of a secret it has neither. Undefined if it is none. */
export function sideOfManifest(name: string, text: string): Side | undefined {
  const { data } = manifestSchema.safeParse(jsonOf(text));
  if (!data) return undefined;
  const entries = data.files.map(({ path, secret, ...rest }): [string, SideEntry] => [
    path,
    { ...rest, ...(secret ? { secret: '' } : {}) },
  ]);
  return { name, entries: new Map(entries) };
}

/** The text of a file, if it is one that people can read. */
export function shown(bytes: Uint8Array | undefined): { text?: string } {
  if (!bytes || bytes.length > longest || bytes.includes(0)) return {};
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return {};
  }
}

const octal = (mode: number) => mode.toString(8).padStart(4, '0');
