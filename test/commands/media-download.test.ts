import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cutAfter, type FaultyServer, faultyServer, webPage } from '../support/faulty-server.ts';
import { isoTools } from '../support/iso/alpine-iso.ts';
import { base } from '../support/iso/room.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';

const folder = '/alpine/v3.23/releases/x86_64';
const name = 'alpine-standard-3.23.2-x86_64.iso';

const listOf = (more = '', iso = name) =>
  `---\n-\n  title: "Mini root filesystem"\n  desc: "Minimal\n    for chroots."\n  version: 3.23.2\n  flavor: alpine-minirootfs\n  file: x.tar.gz\n-\n  title: "Standard"\n  branch: v3.23\n  version: 3.23.2\n  flavor: alpine-standard\n  file: ${iso}\n  iso: ${iso}\n${more}`;

interface Mirror extends FaultyServer {
  cwd: string;
  sha256: string;
  make: (...more: string[]) => ReturnType<typeof run>;
  makeOf: (...names: string[]) => ReturnType<typeof run>;
  lock: (values?: object) => void;
}

/** A mirror with the ISO, and a folder with a profile for it. */
async function mirror(): Promise<Mirror> {
  const iso = readFileSync(base());
  const sha256 = createHash('sha256').update(iso).digest('hex');
  const server = await faultyServer({
    [`${folder}/latest-releases.yaml`]: listOf(`  size: ${iso.length}\n  sha256: ${sha256}\n`),
    [`${folder}/${name}`]: iso,
    [`${folder}/${name}.sha256`]: `${sha256}  ${name}\n`,
  });
  const profile = leastProfile.replace('"3.23" }', `"3.23", mirror: "${server.address}/alpine" }`);
  const cwd = folderWith({ 'a.yaml': profile });
  const env = { XDG_CACHE_HOME: path.join(cwd, 'cache') };
  const make = (...more: string[]) => run(['media', 'iso', 'a.yaml', ...more], { cwd, env });
  const makeOf = (...names: string[]) => run(['media', 'iso', ...names, '--out', 'new.iso'], { cwd, env });
  const lock = (values: object = {}) => {
    const locked = {
      version: '3.23.2',
      url: `${server.address}${folder}/${name}`,
      size: iso.length,
      sha256,
      ...values,
    };
    const whole = { schema: 2, hosts: {}, media: { 'alpine-standard-3.23-x86_64': locked }, images: {} };
    writeFileSync(path.join(cwd, 'mkapkovl.lock.json'), JSON.stringify({ ...whole, packages: [], keys: {} }));
  };
  return { ...server, requests: server.requests, cwd, sha256, make, makeOf, lock };
}

const said = 'hosts/base.yaml: a base (abstract: true); only the profiles that extend it are checked\n';

const made = (cwd: string) => existsSync(path.join(cwd, 'out'));

describeWith(isoTools, 'mkapkovl media iso without --media', () => {
  test('takes the ISO of the first host of a folder, and says which profiles are only bases', async () => {
    const { makeOf, cwd } = await mirror();
    const profile = readFileSync(path.join(cwd, 'a.yaml'), 'utf8');
    mkdirSync(path.join(cwd, 'hosts'));
    writeFileSync(path.join(cwd, 'hosts/base.yaml'), `abstract: true\n${profile.replace('hostname: least\n', '')}`);
    writeFileSync(path.join(cwd, 'hosts/c.yaml'), 'extends: [base.yaml]\nhostname: c\n');
    const { status, stdout, stderr } = await makeOf('hosts');
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'new.iso\n' });
    expect(stderr).toContain(said);
  });

  test('refuses an ISO that is not what the lock says, and makes nothing', async () => {
    const { make, lock, cwd } = await mirror();
    lock({ sha256: '0'.repeat(64) });
    const { status, stderr } = await make();
    expect([status, stderr]).toEqual([3, expect.stringContaining('[download-not-the-file]')]);
    expect(made(cwd)).toBe(false);
  });

  test.each([
    ['of which the .sha256 file says something else', { [`${name}.sha256`]: `${'0'.repeat(64)}  ${name}\n` }],
    ['without a digest', { [`${name}.sha256`]: 'not found\n' }],
    ['that the list does not name', { 'latest-releases.yaml': '- flavor: alpine-virt\n  version: 3.23.2\n' }],
    ['of another release', { 'latest-releases.yaml': listOf('', 'alpine-standard-3.24.0-x86_64.iso') }],
    ['whose name leads elsewhere', { 'latest-releases.yaml': listOf('', '../../../x.iso') }],
    ['in a list that is broken', { 'latest-releases.yaml': '- {' }],
  ])('refuses one %s', async (_, files) => {
    const { make, cwd, ...server } = await mirror();
    for (const [file, text] of Object.entries(files)) server.files[`${folder}/${file}`] = text;
    const { status, stderr } = await make();
    expect([status, stderr]).toEqual([3, expect.stringContaining('[mirror-without-medium]')]);
    expect(made(cwd)).toBe(false);
  });

  test('refuses a web page in its place, and says how else to get it', async () => {
    const { make, cwd, ...server } = await mirror();
    server.files[`${folder}/latest-releases.yaml`] = listOf();
    server.faults[`${folder}/${name}`] = [webPage];
    const { status, stderr } = await make();
    expect(status).toBe(3);
    expect(stderr).toContain('a web page');
    expect(stderr).toContain('[media-base-missing]');
    expect(stderr).toContain('/v3.23/releases/x86_64/alpine-standard-3.23.0-x86_64.iso');
    expect(made(cwd)).toBe(false);
  });

  test('takes the newest one, and warns that only the mirror vouches for it', async () => {
    const { make, sha256, cwd } = await mirror();
    const { status, stdout, stderr } = await make();
    expect([status, stdout], stderr).toEqual([0, 'out/least.iso\n']);
    expect(stderr).toContain('[media-only-mirror-vouches]');
    expect(stderr).toContain(`sha256 ${sha256}; as the .sha256 file of the mirror says, and no one else`);
    const named = await run(
      ['media', 'iso', 'a.yaml', '--media', `cache/mkapkovl/sha256/${sha256}`, '--out', 'b.iso'],
      {
        cwd,
      },
    );
    expect(named.status, named.stderr).toBe(0);
    expect(readFileSync(path.join(cwd, 'b.iso')).equals(readFileSync(path.join(cwd, 'out/least.iso')))).toBe(true);
  });

  test('takes the one of the lock, without a warning, and then needs no network', async () => {
    const { make, lock, requests, ...server } = await mirror();
    lock();
    const { status, stderr } = await make();
    expect(status, stderr).toBe(0);
    expect(stderr).not.toContain('[media-only-mirror-vouches]');
    expect(stderr).toContain('as the lock says');
    expect(requests).toEqual([`GET ${folder}/${name}`]);
    server.faults[`${folder}/${name}`] = [cutAfter(0)];
    expect((await make()).status).toBe(0);
    expect(requests).toHaveLength(1);
  });

  test('takes it from a folder with a copy of the mirror', async () => {
    const { make, cwd, files, requests } = await mirror();
    mkdirSync(path.join(cwd, 'copy/v3.23/releases/x86_64'), { recursive: true });
    for (const [file, content] of Object.entries(files))
      writeFileSync(path.join(cwd, file.replace('/alpine/', 'copy/')), content);
    const { status, stderr } = await make('--mirror', 'copy');
    expect(status, stderr).toBe(0);
    expect(requests).toEqual([]);
  });
});
