import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pack } from '../../src/artifact/pack.ts';
import type { Tree } from '../../src/tree/entry.ts';
import { lintArchive } from '../../src/tree/lints/archive.ts';
import { treeOf } from '../support/trees.ts';

/**
 * Whether the archive is plain ustar: what does not fit into it gets a header of type x in front, or (folders, whose
 * slash at the end may be where they are cut) a name that is all in its first part.
 */
async function plain(tree: Tree): Promise<boolean> {
  const pieces: Buffer[] = [];
  await pack(tree, new Map(), new Date(0), (piece) => pieces.push(piece));
  const tar = gunzipSync(Buffer.concat(pieces));
  const headers = Array.from({ length: tar.length / 512 }, (_, block) =>
    tar.subarray(block * 512, block * 512 + 512),
  ).filter((block) => block.toString('latin1', 257, 262) === 'ustar');
  return headers.every((header) => header[0] !== 0 && header.toString('latin1', 156, 157) !== 'x');
}

const refused = (tree: Tree) => lintArchive(tree).some(({ code }) => code === 'path-too-long');

const parts = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 90, max: 103 }), fc.integer({ min: 40, max: 80 })),
  { minLength: 1, maxLength: 4 },
);
const paths = parts.map((lengths) => ['srv', ...lengths.map((length) => 'n'.repeat(length))].join('/'));
const targets = fc.tuple(fc.integer({ min: 1, max: 110 }), fc.constantFrom('t', 'ü', '→')).map(
  // As many characters as are said, in up to three bytes each.
  ([length, char]) => char.repeat(length),
);

test('a tree is refused for its long names just if they do not fit into ustar', async () => {
  const entries = fc.oneof(
    paths.map((path) => ({ path, text: '' })),
    paths.map((path) => ({ path, directory: true as const })),
    fc.tuple(paths, targets).map(([path, link]) => ({ path, link })),
  );
  let both = 0;
  const property = fc.asyncProperty(entries, async (entry) => {
    const tree = treeOf([entry]);
    both |= refused(tree) ? 1 : 2;
    expect(refused(tree)).toBe(!(await plain(tree)));
  });
  await fc.assert(property, { seed: 20261129, numRuns: 500 });
  expect(both).toBe(3);
});

test.each([
  ['-x/y', ['user-file-name-invalid']],
  ['--to-command=x', ['user-file-name-invalid', 'top-level-file']],
  ['srv/-x', []],
  ['.snapshots/x', []],
])('a top-level name that tar would take for an option is refused: %s', (name, codes) => {
  const found = lintArchive(treeOf([{ path: name, text: '' }])).map(({ code }) => code);
  expect([...new Set(found)]).toEqual(codes);
});
