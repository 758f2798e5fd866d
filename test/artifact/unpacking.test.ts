import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';
import { layDown, type UserEntry } from '../support/user-tree.ts';

const folderName = (length: number) => 'd'.repeat(length);
/** ustar keeps a name in 100 bytes, or cut at a slash into 155 and 100. */
const longest = [
  { path: `srv/${'f'.repeat(96)}`, content: 'a name of 100 bytes' },
  { path: `${folderName(77)}/${'e'.repeat(77)}/${'f'.repeat(100)}`, content: '155 and 100' },
  { path: `srv/${'l'.repeat(96)}x`.slice(0, 100), link: 't'.repeat(100) },
  { path: `${'g'.repeat(50)}/${'h'.repeat(98)}`, folder: true as const },
];
const plain: UserEntry[] = [
  { path: 'srv/empty', content: '' },
  { path: 'srv/nothing-in-here', folder: true },
  { path: 'srv/exactly-a-block', content: randomBytes(512) },
  { path: 'srv/one-more', content: randomBytes(513) },
  { path: 'srv/large', content: randomBytes(2 * 1024 * 1024 + 1) },
  { path: 'srv/not utf-8', content: Buffer.from([0xff, 0xfe, 0x00, 0x0a]) },
  { path: 'usr/local/bin/tool', content: '#!/bin/sh\n', executable: true },
  { path: 'usr/local/bin/link', link: '../../../srv/large' },
  { path: 'etc/init.d/own', content: '#!/sbin/openrc-run\n', executable: true },
  { path: 'etc/absolute', link: '/srv/empty' },
  { path: 'opt/dangling', link: 'not-there' },
];

interface Unpacked {
  kind: string;
  mode?: string;
  content?: string;
}

const digest = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');

/** What lies below a folder: kind, mode, and content or target of each entry by path. */
function found(root: string, below = ''): Record<string, Unpacked> {
  const entries: Record<string, Unpacked> = {};
  for (const name of readdirSync(path.join(root, below))) {
    const at = path.posix.join(below, name);
    const file = path.join(root, at);
    const info = lstatSync(file);
    const mode = (info.mode & 0o7777).toString(8).padStart(4, '0');
    if (info.isSymbolicLink()) entries[at] = { kind: 'link', content: readlinkSync(file) };
    else if (info.isDirectory()) Object.assign(entries, { [at]: { kind: 'directory', mode } }, found(root, at));
    else entries[at] = { kind: 'file', mode, content: digest(readFileSync(file)) };
  }
  return entries;
}

/** What the manifest says lies in the overlay, in the same words. */
function promised(manifest: string): Record<string, Unpacked> {
  const { files } = JSON.parse(readFileSync(manifest, 'utf8'));
  return Object.fromEntries(
    files.map(({ path: at, type, mode, target, sha256 }: Record<string, string>) => [
      at,
      type === 'link'
        ? { kind: 'link', content: target }
        : { kind: type, mode, ...(type === 'file' ? { content: sha256 } : {}) },
    ]),
  );
}

/** What the user tree should have become. */
function expected(entries: readonly UserEntry[]): Record<string, Unpacked> {
  return Object.fromEntries(
    entries.map((entry) => {
      if ('folder' in entry) return [entry.path, { kind: 'directory', mode: '0755' }];
      if ('link' in entry) return [entry.path, { kind: 'link', content: entry.link }];
      const mode = entry.executable ? '0755' : '0644';
      return [entry.path, { kind: 'file', mode, content: digest(entry.content) }];
    }),
  );
}

async function built(entries: readonly UserEntry[]): Promise<{ cwd: string; overlay: string; manifest: string }> {
  const cwd = folderWith({ 'least.yaml': `${leastProfile}overlays: [tree]\n` });
  mkdirSync(path.join(cwd, 'tree'));
  layDown(path.join(cwd, 'tree'), entries);
  const { status, stderr } = await run(['build', 'least.yaml'], { cwd });
  expect(stderr).not.toContain('error');
  expect(status).toBe(0);
  return {
    cwd,
    overlay: path.join(cwd, 'out/least.apkovl.tar.gz'),
    manifest: path.join(cwd, 'out/least.manifest.json'),
  };
}

function unpackedBy(command: string[], overlay: string, cwd: string): Record<string, Unpacked> {
  const target = path.join(cwd, 'root');
  mkdirSync(target);
  const [program = '', ...before] = command;
  execFileSync(program, [...before, '-xzpf', overlay], { cwd: target });
  return found(target);
}

const all = [...plain, ...longest];

describeWith(['busybox'], "Alpine's own tar", () => {
  test('unpacks exactly what the manifest promises, and of the user tree exactly what lies there', async () => {
    const { cwd, overlay, manifest } = await built(all);
    const there = unpackedBy(['busybox', 'tar'], overlay, cwd);
    expect(there).toEqual(promised(manifest));
    expect(there).toMatchObject(expected(all));
  });

  test('lists numeric owners, and names without a dot in front that apk knows as paths', async () => {
    const { overlay } = await built(all);
    // What the initramfs pipes into apk --overlay-from-stdin.
    const list = (flags: string) =>
      execFileSync('busybox', ['tar', flags, overlay], { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } })
        .trimEnd()
        .split('\n');
    for (const line of list('-tvzf')) expect(line).toMatch(/^[-dl][rwxtT-]{9} 0\/0 +\d+ 1970-01-01 00:00:00 [^./]/);
    const names = list('-tzf');
    expect(names.filter((name) => !name.includes('/'))).toEqual([]);
    const bare = names.map((name) => name.replace(/\/$/, ''));
    expect(bare).toEqual([...bare].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    for (const name of bare.filter((each) => each.includes('/'))) expect(bare).toContain(path.posix.dirname(name));
  });

  test('unpacks any user tree to the same tree', { timeout: 300_000 }, async () => {
    const property = fc.asyncProperty(userTrees, async (entries) => {
      const { cwd, overlay, manifest } = await built(entries);
      const there = unpackedBy(['busybox', 'tar'], overlay, cwd);
      expect(there).toEqual(promised(manifest));
      expect(there).toMatchObject(expected(entries));
    });
    await fc.assert(property, { seed: 20261124, numRuns: 40 });
  });
});

describeWith(['tar'], 'GNU tar', () => {
  test('unpacks the same', async () => {
    const { cwd, overlay, manifest } = await built(all);
    expect(unpackedBy(['tar'], overlay, cwd)).toEqual(promised(manifest));
  });
});

const names = fc.string({
  unit: fc.constantFrom(...'abcXYZ019._-+@%=, ~#$&()[]{}\'"!^;`|<>?*'),
  minLength: 1,
  maxLength: 40,
});
const usable = names.filter((name) => !['.', '..'].includes(name) && !name.endsWith('.hbs'));
const places = fc.array(usable, { minLength: 1, maxLength: 3 }).map((parts) => ['srv', ...parts].join('/'));
const contents = fc.uint8Array({ maxLength: 1500 }).map((bytes) => Buffer.from(bytes));

/** Entries of which none lies below a file or link. */
const userTrees: fc.Arbitrary<UserEntry[]> = fc
  .uniqueArray(
    fc.oneof(
      fc.record({ path: places, content: contents, executable: fc.boolean() }),
      fc.record({ path: places, link: usable }),
      fc.record({ path: places, folder: fc.constant(true as const) }),
    ),
    { selector: ({ path: at }) => at, minLength: 1, maxLength: 12 },
  )
  .map((entries) =>
    entries.filter((entry) => !entries.some((other) => other !== entry && other.path.startsWith(`${entry.path}/`))),
  );
