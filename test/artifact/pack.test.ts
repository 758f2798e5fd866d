import { createHash, randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FileChanged, pack } from '../../src/artifact/pack.ts';
import type { Tree, TreeEntry } from '../../src/tree/entry.ts';
import { folderWith } from '../support/run.ts';
import { treeOf } from '../support/trees.ts';

async function packed(tree: Tree, mtime = new Date(0)) {
  const pieces: Buffer[] = [];
  const digests = await pack(tree, new Map(), mtime, (piece) => pieces.push(piece));
  return { digests, gzip: Buffer.concat(pieces) };
}

/** The 512-byte headers of an archive. */
function headers(tar: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; tar[at] !== 0; ) {
    const header = tar.subarray(at, at + 512);
    found.push(header);
    const size = Number.parseInt(header.toString('latin1', 124, 135), 8);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return found;
}

const text = (header: Buffer, from: number, to: number) => header.toString('latin1', from, to).replace(/\0.*$/s, '');

describe('a header of the archive', () => {
  const tree = treeOf([
    { path: 'etc/motd', text: 'hello\n' },
    { path: 'etc/runlevels/boot/x', link: '/etc/init.d/x' },
    { path: 'srv/empty', directory: true, mode: 0o1777 },
    { path: `srv/${'d'.repeat(60)}/${'f'.repeat(60)}`, text: '' },
  ]);

  test('is plain ustar: no extension for long names, so that every tar reads it', async () => {
    const all = headers(gunzipSync((await packed(tree)).gzip));
    expect(all.map((header) => header.toString('latin1', 257, 265))).toEqual(all.map(() => 'ustar\x0000'));
    expect([...new Set(all.map((header) => text(header, 156, 157)))].sort()).toEqual(['0', '2', '5']);
  });

  test('names owners by number alone and has one time', async () => {
    const all = headers(gunzipSync((await packed(tree, new Date(1_700_000_000_000))).gzip));
    for (const header of all) {
      expect(text(header, 108, 124)).toBe('000000 ');
      expect(text(header, 265, 329)).toBe('');
      expect(Number.parseInt(text(header, 136, 148), 8)).toBe(1_700_000_000);
    }
  });

  test('is in order of name, folders before their contents, no name beginning with a dot', async () => {
    const names = headers(gunzipSync((await packed(tree)).gzip)).map((header) => {
      const [prefix, name] = [text(header, 345, 500), text(header, 0, 100)];
      return prefix ? `${prefix}/${name}` : name;
    });
    expect(names).toEqual([
      'etc/',
      'etc/motd',
      'etc/runlevels/',
      'etc/runlevels/boot/',
      'etc/runlevels/boot/x',
      'srv/',
      `srv/${'d'.repeat(60)}/`,
      `srv/${'d'.repeat(60)}/${'f'.repeat(60)}`,
      'srv/empty/',
    ]);
  });
});

test('a file with mode 0000 keeps its mode', async () => {
  const [, header] = headers(gunzipSync((await packed(treeOf([{ path: 'etc/motd', text: 'x', mode: 0 }]))).gzip));
  expect(text(header!, 100, 108)).toBe('000000 ');
});

test('gzip has neither name nor time in it', async () => {
  const { gzip } = await packed(treeOf([{ path: 'etc/motd', text: 'hello\n' }]));
  // RFC 1952: magic, deflate, no flags, mtime 0.
  expect([...gzip.subarray(0, 8)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
});

test('the digests are those of the tar and of what was written', async () => {
  const { gzip, digests } = await packed(treeOf([{ path: 'etc/motd', text: 'hello\n' }]));
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  expect(digests).toEqual({ tar: sha256(gunzipSync(gzip)), apkovl: sha256(gzip) });
});

describe('a large file', () => {
  const bytes = randomBytes(3 * 1024 * 1024 + 7);

  function large(): { tree: Tree; source: string } {
    const source = path.join(folderWith(), 'large');
    writeFileSync(source, bytes);
    return {
      tree: treeOf([
        { path: 'srv/a', text: 'first' },
        { path: 'srv/large', source, bytes },
      ]),
      source,
    };
  }

  test('is streamed whole', async () => {
    const tar = gunzipSync((await packed(large().tree)).gzip);
    expect(tar.includes(bytes)).toBe(true);
  });

  test.each([
    ['shorter', bytes.subarray(1)],
    ['longer', Buffer.concat([bytes, Buffer.from('x')])],
    ['another one of the same length', randomBytes(bytes.length)],
  ])('that became %s since it was looked at is refused', async (_, now) => {
    const { tree, source } = large();
    writeFileSync(source, now);
    await expect(packed(tree)).rejects.toThrow(FileChanged);
  });

  test('that is gone is refused by its name', async () => {
    const { tree, source } = large();
    rmSync(source);
    await expect(packed(tree)).rejects.toThrow(new FileChanged(source));
  });

  test('that no longer fits stops the build with the error of the system', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    let written = 0;
    const write = (piece: Buffer) => {
      written += piece.length;
      if (written > 1024 * 1024) throw full;
    };
    await expect(pack(large().tree, new Map(), new Date(0), write)).rejects.toBe(full);
  });

  test('that cannot be written at all stops the build with the error of the system', async () => {
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' });
    const write = () => {
      throw full;
    };
    await expect(pack(large().tree, new Map(), new Date(0), write)).rejects.toBe(full);
  });
});

describe("the program's own files, which are compressed once for all hosts", () => {
  const words = 'some words of a script\n'.repeat(1000);
  const names = ['opt/a/one', 'opt/a/two', 'opt/b'];
  const treeFor = (host: string, changes: Partial<TreeEntry> = {}, template = 'agent') => {
    const tree = treeOf([
      { path: 'etc/hostname', text: host },
      { path: 'var/last', text: host },
      ...names.map((path) => ({ path, text: '' })),
    ]);
    for (const path of names) {
      const content = { text: `${template}/${path}\n${words}`, copied: true };
      const origin = { feature: 'agent', template: `${template}/${path}`, paths: [] };
      tree.set(path, { ...tree.get(path), content, origin, ...changes } as TreeEntry);
    }
    return tree;
  };
  const plain = (tree: Tree) => {
    const others = [...tree.values()].map((entry) =>
      entry.type === 'file' && 'text' in entry.content ? { ...entry, content: { text: entry.content.text } } : entry,
    );
    return new Map(others.map((entry) => [entry.path, entry]));
  };
  const tarOf = async (tree: Tree, mtime?: Date) => gunzipSync((await packed(tree, mtime)).gzip);

  test('are in each archive like other files', async () => {
    const trees = [
      ...[
        treeFor('a'),
        treeFor('b'),
        treeFor('a', { mode: 0o755 }),
        treeFor('a', { uid: 5 }),
        treeFor('a', { gid: 5 }),
      ],
      treeFor('a', {}, 'other'),
    ];
    for (const tree of trees) expect((await tarOf(tree)).equals(await tarOf(plain(tree)))).toBe(true);
    const later = new Date(1_700_000_000_000);
    expect((await tarOf(trees[0]!, later)).equals(await tarOf(plain(trees[0]!), later))).toBe(true);
  });

  test('are the same bytes whatever was packed before', async () => {
    const [first, , again] = [await packed(treeFor('a')), await packed(treeFor('b')), await packed(treeFor('a'))];
    expect(again.gzip.equals(first.gzip)).toBe(true);
    const many = Array.from({ length: 40 }, (_, uid) => treeFor('a', { uid: uid + 10 }));
    for (const tree of many) await packed(tree);
    expect((await packed(treeFor('a'))).gzip.equals(first.gzip)).toBe(true);
  });

  test('cost nothing that counts: the overlay stays as small', async () => {
    const [once, apart] = [await packed(treeFor('a')), await packed(plain(treeFor('a')))];
    expect(once.gzip.length).toBeLessThan(apart.gzip.length + 200);
  });
});
