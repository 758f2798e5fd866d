import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Lock } from '#src/lockfile/schema.ts';
import { checksumOf, type PackageParts, packageFile } from './apk-package-file.ts';
import { indexBody, leastPackages, signed, type TestKey, testKey } from './apk-repository.ts';
import { base } from './iso/room.ts';
import { folderWith, leastProfile, type Ran, run } from './run.ts';

const iso = 'alpine-standard-3.23.2-x86_64.iso';
/** No server has this name: what is not in the folder that --mirror names cannot be had. */
const address = 'http://mirror.invalid/alpine';

export interface BundleRoom {
  cwd: string;
  at: (...names: string[]) => string;
  /** The key of the bundle. */
  key: TestKey;
  media: (kind: 'iso' | 'usb', ...more: string[]) => Promise<Ran>;
  /** The same with another mirror than the room's folder. */
  mediaFrom: (mirror: string, kind: 'iso' | 'usb', ...more: string[]) => Promise<Ran>;
  lock: Lock;
  /** Writes the lock with a change. */
  relock: (change: (lock: Lock) => void) => void;
  /** A package of the mirror. */
  apk: (name: string) => string;
}

const keys: Record<string, TestKey> = {};

/** Made once: that takes a while. */
function keyOf(name: string): TestKey {
  keys[name] ??= testKey(`${name}.rsa.pub`);
  return keys[name];
}

const packages: PackageParts[] = [
  ...leastPackages.map(({ name, provides = '' }) => ({ name, info: provides ? [`provides = ${provides}`] : [] })),
  { name: 'vim', version: '9.1-r0', arch: 'noarch', info: ['depend = so:libvim.so.1'] },
  { name: 'libvim', version: '9.1-r0', info: ['provides = so:libvim.so.1=1'] },
];

export const disk = Buffer.from('QFI\u00fb the disk of a guest');
export const diskDigest = createHash('sha256').update(disk).digest('hex');

export const guestOfTheRoom = `packages: [vim]
libvirt: { pools: { p: { type: dir, path: /srv/p, volumes: { d.qcow2: { image: { url: "${address}/disk.qcow2" } } } } } }
`;

/** A folder with Alpine's ISO, profiles, a copy of a mirror, a lock of all of it, and a key. */
export async function bundleRoom(
  profiles: Record<string, { hostname: string; more: string }> = {
    'a.yaml': { hostname: 'alpha', more: guestOfTheRoom },
  },
): Promise<BundleRoom> {
  const cwd = folderWith();
  const at = (...names: string[]) => path.join(cwd, ...names);
  const repository = at('mirror/v3.23/main/x86_64');
  const files = packages.map((each) => {
    const { name, version = '1.0-r0' } = each;
    return { name, version, file: `${name}-${version}.apk`, bytes: packageFile(each) };
  });
  mkdirSync(repository, { recursive: true });
  mkdirSync(at('mirror/v3.23/releases/x86_64'), { recursive: true });
  for (const { file, bytes } of files) writeFileSync(path.join(repository, file), bytes);
  const theirs = keyOf('repository');
  writeFileSync(path.join(repository, 'APKINDEX.tar.gz'), signed(indexBody(packages), theirs));
  mkdirSync(at('mirror/v3.23/community/x86_64'), { recursive: true });
  writeFileSync(at('mirror/v3.23/community/x86_64/APKINDEX.tar.gz'), signed(indexBody([]), theirs));
  writeFileSync(at('mirror/disk.qcow2'), disk);
  writeFileSync(
    at('mirror/v3.23/releases/x86_64/latest-releases.yaml'),
    `- flavor: alpine-standard\n  version: 3.23.2\n  iso: ${iso}\n`,
  );
  writeFileSync(at(`mirror/v3.23/releases/x86_64/${iso}.sha256`), `${'ab'.repeat(32)}  ${iso}\n`);
  copyFileSync(base(), at('alpine.iso'));
  for (const [name, { hostname, more }] of Object.entries(profiles)) {
    const alpine = `"3.23", mirror: "${address}", repositories: [main, community] }`;
    const files = `files: { /etc/apk/keys/${theirs.name}: { content: ${JSON.stringify(theirs.public)} } }\n`;
    writeFileSync(at(name), leastProfile.replace('least', hostname).replace('"3.23" }', alpine) + files + more);
  }
  const key = keyOf('bundle');
  writeFileSync(at('bundle.rsa'), key.private.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const mirror = ['--mirror', 'mirror'];
  const env = { XDG_CACHE_HOME: at('cache'), PATH: process.env.PATH ?? '' };
  const names = Object.keys(profiles);
  const locked = await run(['lock', ...names, ...mirror], { cwd, env });
  if (locked.status !== 0) throw new Error(locked.stderr);
  const lock: Lock = JSON.parse(readFileSync(at('mkapkovl.lock.json'), 'utf8'));
  // As by apk, which tests cannot rely on.
  const closure = files.map(({ name, version, bytes }) => {
    const repository = lock.packages[0]!.repositories[0]!.url;
    return [name, { version, checksum: checksumOf(bytes), size: bytes.length, repository }] as const;
  });
  for (const group of lock.packages) group.closure = Object.fromEntries(closure);
  const write = () => writeFileSync(at('mkapkovl.lock.json'), JSON.stringify(lock));
  write();
  const mediaFrom: BundleRoom['mediaFrom'] = (from, kind, ...more) => {
    const words = ['--media', 'alpine.iso', '--bundle', '--bundle-key', 'bundle.rsa', '--mirror', from, ...more];
    return run(['media', kind, ...names, ...words], { cwd, env });
  };
  return {
    ...{ cwd, at, key, lock, mediaFrom },
    media: (kind, ...more) => mediaFrom('mirror', kind, ...more),
    relock: (change) => {
      change(lock);
      write();
    },
    apk: (name) => path.join(repository, files.find((each) => each.name === name)!.file),
  };
}
