import type { PublicKey } from '../artifact/apk/bundle-key.ts';
import type { Problem } from '../findings/finding.ts';
import { addEntry } from '../tree/add.ts';
import { type Tree, textOf } from '../tree/entry.ts';

/** What the entry of the key has as its origin. */
export const bundleFeature = 'bundle';

/** Gives the target the public key of a bundle, in addition to those of the profile; it may be among these. */
export function addBundleKey(tree: Tree, { name, text }: PublicKey): Problem | undefined {
  const path = `etc/apk/keys/${name}`;
  if (textOf(tree.get(path)) === text) return undefined;
  return addEntry(tree, {
    ...{ path, type: 'file', mode: 0o644, uid: 0, gid: 0, content: { text } },
    origin: { feature: bundleFeature, paths: [['hostname']] },
  });
}
