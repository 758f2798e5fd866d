import { describe, expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';

const url = 'https://images.example/disk.qcow2';
const sha256 = 'ab'.repeat(32);
const pools = `libvirt: { pools: { default: { type: dir, path: /srv/images } } }\n`;
const guest = `vms: { one: { memory: 512MiB, disks: [{ volume: default/one.qcow2, image: { url: "${url}" } }] } }\n`;
const profile = leastProfile + pools + guest;

const schema1 = JSON.stringify({ schema: 1, images: { [url]: sha256 } });
const schema2 = (images: object = { [url]: { sha256, size: 5 } }) =>
  JSON.stringify({ schema: 2, hosts: {}, media: {}, images, packages: [], keys: {} });

async function codesOf(files: Record<string, string>, ...more: string[]) {
  const { stdout, status } = await run(['check', 'hosts/a.yaml', '--format', 'json', ...more], {
    cwd: folderWith(files),
  });
  return { status, codes: JSON.parse(stdout).map(({ code }: { code: string }) => code) };
}

describe('the lock file next to a profile', () => {
  test.each([
    ['schema 1', schema1],
    ['schema 2', schema2()],
  ])('is used without being named: %s', async (_, lock) => {
    expect(await codesOf({ 'hosts/a.yaml': profile })).toEqual({ status: 0, codes: ['image-without-digest'] });
    const files = { 'hosts/a.yaml': profile, 'hosts/mkapkovl.lock.json': lock };
    expect(await codesOf(files)).toEqual({ status: 0, codes: [] });
  });

  test('gives its digest to the table of volumes that the target reads', async () => {
    const cwd = folderWith({ 'a.yaml': profile, 'mkapkovl.lock.json': schema2() });
    const { stdout } = await run(['explain', 'a.yaml', 'etc/mkapkovl/libvirt/volumes.table'], { cwd });
    expect(stdout).toContain(sha256);
  });

  test('gives it for a volume of a pool, too, and no warning then', async () => {
    const volumes = pools.replace('images }', `images, volumes: { one.qcow2: { image: { url: "${url}" } } } }`);
    const files = { 'hosts/a.yaml': leastProfile + volumes };
    expect((await codesOf(files)).codes).toEqual(['image-without-digest']);
    expect((await codesOf({ ...files, 'hosts/mkapkovl.lock.json': schema2() })).codes).toEqual([]);
  });

  test('gives way to the one that --lock names', async () => {
    const files = { 'hosts/a.yaml': profile, 'hosts/mkapkovl.lock.json': 'broken', 'other.json': schema2() };
    expect(await codesOf(files, '--lock', 'other.json')).toEqual({ status: 0, codes: [] });
    expect(await codesOf(files)).toEqual({ status: 3, codes: ['lock-invalid'] });
  });

  test('is not that of the folder where the command runs', async () => {
    const files = { 'hosts/a.yaml': profile, 'mkapkovl.lock.json': schema2() };
    expect((await codesOf(files)).codes).toEqual(['image-without-digest']);
  });

  test('is that of the working directory for a profile from standard input, as names in it are', async () => {
    const cwd = folderWith({ 'mkapkovl.lock.json': schema2() });
    const { status, stdout } = await run(['check', '-'], { cwd, input: profile });
    expect([status, stdout]).toEqual([0, '0 errors, 0 warnings\n']);
  });

  test('of a newer schema is refused, not half understood', async () => {
    const files = { 'hosts/a.yaml': profile, 'hosts/mkapkovl.lock.json': '{"schema": 3}' };
    expect(await codesOf(files)).toEqual({ status: 3, codes: ['lock-schema-newer'] });
  });

  test.each([
    ['a digest that is none', schema2({ [url]: { sha256: 'abc' } }), `images.${url}.sha256`],
    ['no map of hosts', schema2().replace('"hosts"', '"host"'), 'hosts'],
  ])('with %s is refused, with the place', async (_, lock, place) => {
    const cwd = folderWith({ 'a.yaml': profile, 'mkapkovl.lock.json': lock });
    const { status, stdout } = await run(['check', 'a.yaml'], { cwd });
    expect(status).toBe(3);
    expect(stdout).toContain(place);
    expect(stdout).toContain('[lock-invalid]');
  });
});
