import { buildId } from '../artifact/build-id.ts';
import { buildIdFile } from '../target/paths.ts';
import { addEntry } from '../tree/add.ts';
import type { Tree } from '../tree/entry.ts';

/** Adds the build id to a finished tree, and returns it. */
export function identify(tree: Tree): string {
  const id = buildId(tree);
  addEntry(tree, {
    path: buildIdFile,
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    content: { text: `${id}\n` },
    origin: { feature: 'collected', paths: [['hostname']] },
  });
  return id;
}
