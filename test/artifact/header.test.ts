import fc from 'fast-check';
import tar from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { header } from '../../src/artifact/header.ts';
import type { TreeEntry } from '../../src/tree/entry.ts';

const base = { path: 'srv/a', mode: 0o644, uid: 0, gid: 0, origin: { feature: 'test', paths: [] } };
const file = (changes: Partial<typeof base> = {}): TreeEntry => ({
  ...base,
  ...changes,
  type: 'file',
  content: { text: '' },
});

/** What another program writes for the entry. */
async function others(entry: TreeEntry, size: number, mtime: Date): Promise<Buffer> {
  const archive = tar.pack();
  const { path, mode, uid, gid } = entry;
  const type = entry.type === 'link' ? 'symlink' : entry.type;
  const name = entry.type === 'directory' ? `${path}/` : path;
  const linkname = entry.type === 'link' ? entry.target : '';
  archive.entry({ name, mode, uid, gid, uname: '', gname: '', mtime, type, linkname, size });
  return new Promise((resolve) => archive.once('data', (block) => resolve(block as Buffer)));
}

const lengths = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 3 });
const paths = lengths.map((all) => ['etc', ...all.map((length) => 'n'.repeat(length))].join('/'));
const owners = fc.integer({ min: 0, max: 0o777777 });
const entries = fc
  .record({
    path: paths.filter((path) => path.length < 155 || path.lastIndexOf('/') < 155),
    // Of 0 the other one makes its default.
    mode: fc.integer({ min: 1, max: 0o7777 }),
    uid: owners,
    gid: owners,
    kind: fc.constantFrom('file', 'directory', 'link'),
    target: fc.string({ minLength: 1, maxLength: 33, unit: fc.constantFrom('a', '/', 'ü', '→') }),
  })
  .map(({ kind, target, ...rest }): TreeEntry => {
    const entry = { ...rest, origin: base.origin };
    if (kind === 'link') return { ...entry, type: 'link', target };
    return kind === 'directory' ? { ...entry, type: 'directory' } : { ...entry, type: 'file', content: { text: '' } };
  });

test('a header is byte for byte what another program writes', async () => {
  const sizes = fc.oneof(fc.nat(), fc.integer({ min: 8 ** 11 - 2, max: 8 ** 11 + 2 }));
  const times = fc.integer({ min: 0, max: 2 ** 31 - 1 }).map((seconds) => new Date(seconds * 1000));
  const property = fc.asyncProperty(entries, sizes, times, async (entry, size, mtime) => {
    const expected = entry.type === 'file' ? size : 0;
    expect(header(entry, expected, mtime).equals(await others(entry, expected, mtime))).toBe(true);
  });
  await fc.assert(property, { seed: 20261122, numRuns: 300 });
});

describe('an owner', () => {
  test.each([
    [262143, '777777 \0'],
    [262144, '1000000\0'],
    [999999, '3641077\0'],
  ])('of number %i is written whole', (uid, field) => {
    expect(header(file({ uid }), 0, new Date(0)).toString('latin1', 108, 116)).toBe(field);
  });
});

test.each(['n'.repeat(101), `srv/${'n'.repeat(101)}`, `${'d'.repeat(156)}/n`])(
  'the name %s is no name for ustar',
  (path) => {
    expect(() => header(file({ path }), 0, new Date(0))).toThrow('does not fit into ustar');
  },
);
