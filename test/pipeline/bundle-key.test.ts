import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { testKey } from '#test/support/apk-repository.ts';
import { fleet } from '#test/support/fleet.ts';
import { folderWith, leastProfile, run } from '#test/support/run.ts';

const key = testKey('bundle.rsa.pub');
const profile = leastProfile;
const place = 'etc/apk/keys/bundle.rsa.pub';

function room(text = profile): string {
  const cwd = folderWith({ 'a.yaml': text });
  writeFileSync(path.join(cwd, 'bundle.rsa'), key.private.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return cwd;
}

const build = (cwd: string, ...more: string[]) => run(['build', 'a.yaml', ...more], { cwd });
const manifest = (cwd: string) => JSON.parse(readFileSync(path.join(cwd, 'out/least.manifest.json'), 'utf8'));

describe('build --bundle-key', () => {
  test('refuses a key that others can read, or that is none, and writes nothing', async () => {
    const cwd = room();
    chmodSync(path.join(cwd, 'bundle.rsa'), 0o644);
    const exposed = await build(cwd, '--bundle-key', 'bundle.rsa');
    expect([exposed.status, exposed.stderr]).toEqual([3, expect.stringContaining('[bundle-key-exposed]')]);
    const none = await build(cwd, '--bundle-key', 'a.yaml');
    expect([none.status, none.stderr]).toEqual([3, expect.stringMatching(/\[bundle-key-(exposed|unusable)\]/)]);
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  test('puts the public part into the overlay, and nothing of the private one', async () => {
    const cwd = room();
    const { status, stderr } = await build(cwd, '--bundle-key', 'bundle.rsa');
    expect(status, stderr).toBe(0);
    const { stdout } = await run(['inspect', 'out/least.apkovl.tar.gz', place], { cwd });
    expect(stdout).toBe(key.public);
    expect(manifest(cwd).files).toContainEqual(expect.objectContaining({ path: place, mode: '0644' }));
    const archive = gunzipSync(readFileSync(path.join(cwd, 'out/least.apkovl.tar.gz'))).toString('latin1');
    const secret = key.private.export({ type: 'pkcs8', format: 'pem' }).toString().split('\n');
    expect(archive).toContain(key.public);
    expect(secret.slice(1, -2).filter((line) => archive.includes(line))).toEqual([]);
  });

  test('changes nothing else: without it there is no such file', async () => {
    const cwd = room();
    await build(cwd);
    const without = manifest(cwd).files;
    await build(cwd, '--bundle-key', 'bundle.rsa');
    const paths = (files: { path: string }[]) => files.map((each) => each.path);
    const added = paths(manifest(cwd).files).filter((each) => !paths(without).includes(each));
    expect(added.filter((each) => !['etc/apk/keys'].includes(each))).toEqual([place]);
  });

  test('makes a key where there is none, says so, and takes it from then on', async () => {
    const cwd = folderWith({ 'a.yaml': profile });
    const first = await build(cwd, '--bundle-key', 'keys/bundle.rsa');
    expect([first.status, first.stderr]).toEqual([0, expect.stringContaining('[bundle-key-made]')]);
    expect(statSync(path.join(cwd, 'keys/bundle.rsa')).mode & 0o777).toBe(0o600);
    const before = manifest(cwd).build_id;
    const second = await build(cwd, '--bundle-key', 'keys/bundle.rsa');
    expect(second.stderr).not.toContain('bundle-key-made');
    expect(manifest(cwd).build_id).toBe(before);
  });

  test('makes no key for a dry run, and none for a profile with an error', async () => {
    const cwd = folderWith({ 'a.yaml': profile });
    await build(cwd, '--bundle-key', 'bundle.rsa', '--dry-run');
    writeFileSync(path.join(cwd, 'a.yaml'), 'hostname: 5\n');
    await build(cwd, '--bundle-key', 'bundle.rsa');
    expect(existsSync(path.join(cwd, 'bundle.rsa'))).toBe(false);
  });

  test('is content with the same key in the profile, and refuses another one of the name', async () => {
    const files = (text: string) => `${profile}files: { /${place}: { content: ${JSON.stringify(text)} } }\n`;
    expect((await build(room(files(key.public)), '--bundle-key', 'bundle.rsa')).status).toBe(0);
    const { status, stderr } = await build(room(files(testKey('x').public)), '--bundle-key', 'bundle.rsa');
    expect([status, stderr]).toEqual([1, expect.stringContaining('[tree-conflict]')]);
  });
});

describe('a lock file next to the profile', () => {
  test('that was made for other settings is a warning of build', async () => {
    const made = await fleet();
    const file = (more = '') => made.write('a.yaml', made.profile('a', more));
    file();
    await made.lock('a.yaml');
    const stderr = async (...more: string[]) => (await build(made.cwd, ...more)).stderr;
    expect(await stderr()).not.toContain('lock-stale');
    mkdirSync(path.join(made.cwd, 'keys'));
    expect(await stderr('--bundle-key', 'keys/b.rsa')).not.toContain('lock-stale');
    file('packages: [vim]\n');
    expect(await stderr()).toContain(
      'a.yaml:1:11: warning: the lock file is not of what the profile of a asks for now',
    );
    file(made.image());
    await made.lock('a.yaml');
    expect(await stderr()).not.toContain('lock-stale');
  });

  test.each([
    ['is of schema 1', { schema: 1, images: {} }],
    ['has no hosts', { schema: 2, hosts: {}, media: {}, images: {}, packages: [], keys: {} }],
  ])('that %s is one warning of build, however many hosts there are, until it is made again', async (_, lock) => {
    const made = await fleet();
    made.write('b.yaml', made.profile('b'));
    made.write('mkapkovl.lock.json', JSON.stringify(lock));
    const built = () => build(made.cwd, 'b.yaml', '--format', 'json');
    const { status, stdout } = await built();
    const found = JSON.parse(stdout).findings.filter(({ code }: { code: string }) => code.startsWith('lock-'));
    expect(status).toBe(0);
    expect(found).toMatchObject([
      {
        ...{ code: 'lock-without-hosts', severity: 'warning', file: 'mkapkovl.lock.json' },
        remedy: expect.stringContaining('Run mkapkovl lock with these profiles'),
      },
    ]);
    expect((await made.lock('a.yaml', 'b.yaml')).status).toBe(0);
    expect((await built()).stdout).not.toContain('"lock-');
  });

  test('that has the digest of an image of a guest is not stale by that', async () => {
    const made = await fleet();
    const guest = `vms: { g: { memory: 512MiB, disks: [{ volume: p/d.qcow2, image: { url: "${made.server.address}/disk.qcow2" } }] } }\n`;
    const pools = 'libvirt: { pools: { p: { type: dir, path: /srv/p } } }\n';
    made.write('a.yaml', made.profile('a', pools + guest));
    expect((await made.lock('a.yaml')).status).toBe(0);
    const { status, stderr } = await build(made.cwd);
    expect([status, stderr.includes('lock-stale')], stderr).toEqual([0, false]);
    expect((await made.lock('a.yaml', '--check')).status).toBe(0);
  });
});

describe('diff --bundle-key', () => {
  const diff = (cwd: string, ...words: string[]) => run(['diff', ...words], { cwd });

  test('compares with what build makes with the same key', async () => {
    const cwd = room();
    await build(cwd, '--bundle-key', 'bundle.rsa');
    const overlay = 'out/least.apkovl.tar.gz';
    const { status, stdout } = await diff(cwd, 'a.yaml', overlay);
    expect([status, stdout]).toEqual([4, expect.stringContaining(place)]);
    expect((await diff(cwd, 'a.yaml', overlay, '--bundle-key', 'bundle.rsa')).status).toBe(0);
  });

  test('makes no key: a file that is not there is refused', async () => {
    const cwd = folderWith({ 'a.yaml': profile });
    const { status, stderr } = await diff(cwd, 'a.yaml', 'a.yaml', '--bundle-key', 'none.rsa');
    expect([status, stderr]).toEqual([3, expect.stringContaining('none.rsa cannot be the key of a bundle')]);
    expect(existsSync(path.join(cwd, 'none.rsa'))).toBe(false);
  });
});
