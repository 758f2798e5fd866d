import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Lock } from '../../src/lockfile/schema.ts';
import { indexBody, leastPackages, signed, type TestKey, type TestPackage, testKey } from './apk-repository.ts';
import { type FaultyServer, faultyServer } from './faulty-server.ts';
import { folderWith, leastProfile, type Ran, run } from './run.ts';

const iso = 'alpine-standard-3.23.2-x86_64.iso';
export const releases = '/alpine/v3.23/releases/x86_64';
export const mainIndex = '/alpine/v3.23/main/x86_64/APKINDEX.tar.gz';
export const isoDigest = 'ab'.repeat(32);
export const disk = Buffer.from('QFI\u00fb the disk of a guest');
export const diskDigest = createHash('sha256').update(disk).digest('hex');

export interface Fleet {
  server: FaultyServer;
  cwd: string;
  key: TestKey;
  lock: (...argv: string[]) => Promise<Ran>;
  /** The lock file, as text and read. */
  text: () => string;
  read: () => Lock;
  write: (name: string, text: string) => void;
  index: (packages: TestPackage[]) => void;
  /** A profile of this mirror, whose repository is signed with the key in its overlay. */
  profile: (hostname: string, more?: string) => string;
  image: (sha256?: string) => string;
}

let key: TestKey | undefined;

/** A mirror with one repository, an ISO and an image, and a folder with a profile `a.yaml`. */
export async function fleet(more = ''): Promise<Fleet> {
  key ??= testKey('test.rsa.pub');
  const server = await faultyServer({
    [mainIndex]: signed(indexBody(leastPackages), key),
    [mainIndex.replace('main', 'community')]: signed(indexBody([{ name: 'vim' }]), key),
    [`${releases}/latest-releases.yaml`]: `- flavor: alpine-standard\n  version: 3.23.2\n  iso: ${iso}\n  size: 7\n`,
    [`${releases}/${iso}.sha256`]: `${isoDigest}  ${iso}\n`,
    '/disk.qcow2': disk,
  });
  const own = key;
  const profile = (hostname: string, rest = '') =>
    leastProfile
      .replace('least', hostname)
      .replace('"3.23" }', `"3.23", mirror: "${server.address}/alpine", repositories: [main, community] }`) +
    `files: { /etc/apk/keys/${own.name}: { content: ${JSON.stringify(own.public)} } }\n${rest}`;
  const image = (sha256?: string) =>
    `libvirt: { pools: { p: { type: dir, path: /srv/p, volumes: { d.qcow2: { image: { url: "${server.address}/disk.qcow2"${
      sha256 ? `, sha256: "${sha256}"` : ''
    } } } } } } }\n`;
  const cwd = folderWith({ 'a.yaml': profile('a', more) });
  const place = path.join(cwd, 'mkapkovl.lock.json');
  return {
    ...{ server, cwd, key: own, profile, image },
    lock: (...argv) => run(['lock', ...argv], { cwd, env: { XDG_CACHE_HOME: path.join(cwd, 'cache') } }),
    text: () => (existsSync(place) ? readFileSync(place, 'utf8') : ''),
    read: () => JSON.parse(readFileSync(place, 'utf8')),
    write: (name, text) => writeFileSync(path.join(cwd, name), text),
    index: (packages) => {
      server.files[mainIndex] = signed(indexBody(packages), own);
    },
  };
}
