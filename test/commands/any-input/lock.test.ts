import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openIso } from '#src/artifact/iso9660/read-iso.ts';
import { type Lock, lockSchema } from '#src/lockfile/schema.ts';
import { type BundleRoom, bundleRoom, disk } from '../../support/bundle-room.ts';
import { isoTools } from '../../support/iso/alpine-iso.ts';
import { describeWith } from '../../support/tools.ts';
import { complaintsAbout, timeout } from './amount.ts';
import { mutated } from './bytes.ts';
import { outcome } from './outcome.ts';

const name = 'mkapkovl.lock.json';

type Path = (string | number)[];

/** The places of all values in a JSON value, the whole one excepted. */
function placesIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => [[...at, key], ...placesIn((value as Record<string, unknown>)[key], [...at, key])]);
}

function withValue(lock: Lock, [first, ...rest]: Path, value: unknown): Lock {
  const copy = structuredClone(lock) as unknown as Record<string, unknown>;
  const parent = [first!, ...rest].slice(0, -1).reduce((each, key) => each[key] as Record<string, unknown>, copy);
  const key = rest.at(-1) ?? first!;
  if (value === undefined) delete parent[key];
  else parent[key] = value;
  return copy as unknown as Lock;
}

/** What a lock may have in place of a value: of the same form, or of any. */
const anyValue = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, '', '\0', '../../x', '__proto__', 'http://', 'file:///etc/passwd', -1),
  fc.constantFrom<unknown>(0, 1, 2 ** 31, 2 ** 53, 'ab'.repeat(32), 'Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=', {}, []),
  fc.jsonValue({ maxDepth: 2 }),
);

/** A lock with another value in one or two of its places. */
const changedLock = (lock: Lock) => {
  const places = placesIn(lock);
  return fc.array(fc.tuple(fc.nat(places.length - 1), anyValue), { minLength: 1, maxLength: 2 }).map((changes) => {
    // A second place can be inside the first.
    const apart = changes.filter(([place], index) => index === 0 || !isInside(places[place]!, places[changes[0]![0]]!));
    return JSON.stringify(apart.reduce((each, [place, value]) => withValue(each, places[place]!, value), lock));
  });
};

const isInside = (path: Path, other: Path) => other.every((key, index) => path[index] === key);

const environmentOf = ({ at }: BundleRoom) => ({ XDG_CACHE_HOME: at('cache'), PATH: process.env.PATH ?? '' });

describeWith(isoTools, 'a lock file may be anything', () => {
  test('for check and lock --check', { timeout }, async () => {
    const room = await bundleRoom();
    const text = JSON.stringify(room.lock, null, 2);
    const any = fc.oneof(mutated([text]), fc.json(), changedLock(room.lock));
    const found = await complaintsAbout(any, 60, async (content) => {
      writeFileSync(room.at(name), content);
      const texts = { [name]: content.toString(), 'a.yaml': readFileSync(room.at('a.yaml'), 'utf8') };
      const env = environmentOf(room);
      const checked = await outcome(['check', 'a.yaml'], room.cwd, texts, env);
      const stale = await outcome(['lock', '--check', 'a.yaml'], room.cwd, texts, env);
      return [...checked.complaints, ...stale.complaints];
    });
    expect(found).toEqual([]);
  });

  test('for lock, which then writes a sound one, or leaves it as it was', { timeout }, async () => {
    const room = await bundleRoom();
    const found = await complaintsAbout(fc.oneof(changedLock(room.lock), fc.json()), 25, async (content) => {
      writeFileSync(room.at(name), content);
      const words = ['lock', 'a.yaml', '--mirror', 'mirror'];
      const { status, complaints } = await outcome(words, room.cwd, {}, environmentOf(room));
      const after = readFileSync(room.at(name), 'utf8');
      if (status !== 0) return [...complaints, ...(after === content ? [] : ['it was changed in spite of an error'])];
      return [...complaints, ...(lockSchema.safeParse(JSON.parse(after)).success ? [] : [`unsound: ${after}`])];
    });
    expect(found).toEqual([]);
  });

  test('for a bundle, which never has what the lock does not vouch for', { timeout }, async () => {
    const room = await bundleRoom();
    const found = await complaintsAbout(changedLock(room.lock), 15, async (content) => {
      writeFileSync(room.at(name), content);
      rmSync(room.at('out'), { recursive: true, force: true });
      const words = ['--media', 'alpine.iso', '--bundle', '--bundle-key', 'bundle.rsa', '--mirror', 'mirror'];
      const ran = await outcome(['media', 'iso', 'a.yaml', ...words], room.cwd, {}, environmentOf(room));
      if (ran.status === 0) return [...ran.complaints, ...strangersIn(room, JSON.parse(content))];
      return [...ran.complaints, ...(existsSync(room.at('out')) ? ['a refused medium is there'] : [])];
    });
    expect(found).toEqual([]);
  });

  test.each<[string, (lock: Lock) => void]>([
    ['the digest of an image', ({ images }) => other(Object.values(images)[0]!, 'sha256', 'ab'.repeat(32))],
    ['the size of an image', ({ images }) => other(Object.values(images)[0]!, 'size', 1)],
    ['the checksum of a package', (lock) => other(vimOf(lock), 'checksum', 'Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=')],
    ['the size of a package', (lock) => other(vimOf(lock), 'size', 1)],
    ['the version of a package', (lock) => other(vimOf(lock), 'version', '9.1-r1')],
  ])('but no medium is made if it has another value for %s', async (_, change) => {
    const room = await bundleRoom();
    room.relock(change);
    const { status, stderr } = await room.media('iso');
    expect(status, stderr).toBe(3);
    expect(existsSync(room.at('out'))).toBe(false);
  });
});

const vimOf = (lock: Lock) => lock.packages[0]!.closure!.vim!;

function other<Name extends string, Value>(record: { [key in Name]?: Value }, key: Name, value: Value): void {
  expect(record[key]).not.toBe(value);
  record[key] = value;
}

/** What is in the bundle of a medium and is not what the mirror has, or not by the digest that the lock has. */
function strangersIn(room: BundleRoom, lock: Lock): string[] {
  const medium = openIso('alpha.iso', room.at('out/alpha.iso'));
  try {
    const read = (file: string) => medium.file(`bundle/${file}`)!.read(2 ** 20);
    const locked = Object.values(lock.images).map(({ sha256 }) => sha256);
    const images = medium.list('bundle/images').filter((digest) => {
      const bytes = read(`images/${digest}`);
      return (
        !bytes.equals(disk) || createHash('sha256').update(bytes).digest('hex') !== digest || !locked.includes(digest)
      );
    });
    const packages = medium
      .list('bundle/x86_64')
      .filter((file) => file.endsWith('.apk'))
      .filter((file) => !read(`x86_64/${file}`).equals(readFileSync(path.join(room.apk('vim'), '..', file))));
    return [...images, ...packages].map((each) => `${each} is a stranger`);
  } finally {
    medium.close();
  }
}
