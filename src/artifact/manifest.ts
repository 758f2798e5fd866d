import { pointer } from '../findings/finding.ts';
import { isPlain, sortedEntries, type Tree, type TreeEntry } from '../tree/entry.ts';
import { digestOf, sha256 } from './build-id.ts';

export interface Digests {
  tar: string;
  apkovl: string;
}

/** The manifest, schema 1: every file of the overlay with its origin and digest; secrets without a digest. */
export function manifest(values: {
  hostname: string;
  release: string;
  version: string;
  buildId: string;
  overlay: string;
  digests: Digests;
  /** Of a signed overlay. */
  signature?: Buffer | undefined;
  serial?: number | undefined;
  answers: string;
  tree: Tree;
}): string {
  const { hostname, release, version, buildId, overlay, digests, signature, serial, answers, tree } = values;
  const content = {
    schema: 1,
    tool: { name: 'mkapkovl', version },
    hostname,
    release,
    build_id: buildId,
    overlay: { file: overlay, sha256: digests.apkovl, tar_sha256: digests.tar },
    ...(signature ? { signature: { file: `${hostname}.sig`, sha256: sha256(signature), serial } } : {}),
    answers: { file: `${hostname}.answers`, sha256: sha256(answers) },
    files: sortedEntries(tree).map(describe),
  };
  return `${JSON.stringify(content, null, 1)}\n`;
}

function describe(entry: TreeEntry) {
  const { path, type, origin } = entry;
  return {
    path,
    type,
    mode: entry.mode.toString(8).padStart(4, '0'),
    owner: `${entry.uid}:${entry.gid}`,
    ...substance(entry),
    origin: {
      feature: origin.feature,
      ...(origin.template ? { template: origin.template } : {}),
      paths: [...new Set(origin.paths.map(pointer))],
    },
  };
}

function substance(entry: TreeEntry) {
  if (entry.type === 'directory') return {};
  if (entry.type === 'link') return { target: entry.target };
  if (!isPlain(entry.content) || entry.holds) return { secret: true };
  const size = 'text' in entry.content ? Buffer.byteLength(entry.content.text) : entry.content.size;
  return { size, sha256: digestOf(entry.content) };
}
