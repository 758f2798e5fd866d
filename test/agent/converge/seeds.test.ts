import { execFileSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isoImage } from '#src/artifact/iso9660/image.ts';
import { printValues, slotLength } from '#src/guest/cloud-init/print.ts';
import { describeWith } from '../../support/tools.ts';
import type { FakeRoot } from '../support.ts';
import { converge, machine, records, waits } from './machine.ts';

const secret = '$6$it\'s"\\ #: &';
const made = 'var/lib/libvirt/seeds/web.iso';
const seed = 'etc/mkapkovl/libvirt/seeds/web.iso';

/** Lays a seed of the guest web that has the secret twice, as the pipeline does. */
function lay(root: FakeRoot, more: object = {}): void {
  const users = [{ name: 'ana', hashed_passwd: { secret: 'admin' } }];
  const { text, slots } = printValues({ users, chpasswd: { users: [{ secret: 'admin' }] }, ...more });
  const { image, offsets } = isoImage('cidata', [{ name: 'user-data', content: Buffer.from(text) }], new Date(0));
  const rows = slots.map(
    ({ offset }) => `web\tcloud-init.web.admin\t${offset + offsets.get('user-data')!}\t${slotLength}\n`,
  );
  root.write('etc/mkapkovl/libvirt/seeds.table', rows.join(''));
  root.write(seed, '');
  writeFileSync(path.join(root.folder, seed), image);
}

function target(): FakeRoot {
  const root = machine({
    'etc/mkapkovl/secrets/cloud-init.web.admin': secret,
    'etc/mkapkovl/waits': `${waits}guest\tweb\tseed\tweb\n`,
  });
  lay(root);
  return root;
}

const yaml = 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin.buffer.read()), sys.stdout)';
/** What cloud-init reads from it, by the parser that cloud-init has. */
function readSeed(root: FakeRoot) {
  const text = execFileSync('bsdtar', ['-xOf', path.join(root.folder, made), 'user-data']);
  return JSON.parse(execFileSync('python3', ['-c', yaml], { input: text, encoding: 'utf8' }));
}

const inode = (root: FakeRoot) => statSync(path.join(root.folder, made)).ino;

describeWith(['applets', 'bsdtar', 'python3', '/usr/lib/python3/dist-packages/yaml'], 'seeds of cloud-init', () => {
  test('have the secret in each of its places, and nobody else can read them', () => {
    const root = target();
    expect(converge(root).status).toBe(0);
    expect(readSeed(root)).toEqual({
      users: [{ name: 'ana', hashed_passwd: secret }],
      chpasswd: { users: [secret] },
    });
    expect(statSync(path.join(root.folder, made)).mode & 0o777).toBe(0o600);
    expect(records(root)).toMatchObject({ seeds: 'done', 'guest-web': 'done' });
  });

  test('show their secrets to no program and no log', () => {
    const root = target();
    const { calls } = converge(root);
    expect(calls.filter((call) => call.includes('$6$'))).toEqual([]);
    expect(root.read('var/log/mkapkovl.log')).not.toContain('$6$');
    const holding = Object.entries(root.snapshot()).filter(([, content]) => content.includes('$6$it'));
    expect(holding.map(([name]) => name)).toEqual(['etc/mkapkovl/secrets/cloud-init.web.admin', made]);
  });

  test('are left alone while they are right', () => {
    const root = target();
    converge(root);
    const before = inode(root);
    const { status, effects } = converge(root);
    expect({ status, effects, inode: inode(root) }).toEqual({ status: 0, effects: 0, inode: before });
    expect(records(root).seeds).toBe('skipped');
  });

  test('make room for a changed one, which a guest that runs does not see', () => {
    const root = target();
    converge(root);
    const before = inode(root);
    lay(root, { packages: ['vim'] });
    const { status, calls } = converge(root);
    expect(status).toBe(0);
    expect(readSeed(root).packages).toEqual(['vim']);
    expect(inode(root)).not.toBe(before);
    expect(calls.filter((call) => /virsh .*(start|destroy|shutdown|define)/.test(call))).toEqual([]);
  });

  test('follow a secret that changes', () => {
    const root = target();
    converge(root);
    root.write('etc/mkapkovl/secrets/cloud-init.web.admin', '$6$other');
    expect(converge(root).status).toBe(0);
    expect(readSeed(root).chpasswd.users).toEqual(['$6$other']);
  });

  test('go with the profile’s', () => {
    const root = target();
    converge(root);
    for (const name of [seed, 'etc/mkapkovl/libvirt/seeds.table']) execFileSync('rm', [path.join(root.folder, name)]);
    expect(converge(root).status).toBe(0);
    expect(root.snapshot()).not.toHaveProperty([made]);
  });

  test.each([
    ['is missing', '', 'web.iso: the overlay contains no cloud-init.web.admin'],
    ['is too long', "'".repeat(2048), 'web.iso: cloud-init.web.admin is too long for its place in the seed'],
  ])('are not made when a secret %s, and their guests wait', (_, content, reason) => {
    const root = target();
    root.write('etc/mkapkovl/secrets/cloud-init.web.admin', content);
    expect(converge(root).status).toBe(1);
    expect(records(root)).toMatchObject({
      seeds: `failed: ${reason}`,
      'guest-web': 'failed: it waits for the seed web',
      'guest-router': 'done',
    });
    expect(Object.keys(root.snapshot()).filter((name) => name.startsWith('var/lib/libvirt/seeds'))).toEqual([
      'var/lib/libvirt/seeds',
    ]);
  });

  test('that are not those of the profile are found by verify', () => {
    const root = target();
    converge(root);
    const codes = () =>
      JSON.parse(root.run('usr/local/bin/mkapkovl-host', { arguments: ['verify', '--json'] }).stdout).map(
        ({ code }: { code: string }) => code,
      );
    expect(codes()).not.toContain('seed-outdated');
    root.write('etc/mkapkovl/secrets/cloud-init.web.admin', '$6$other');
    expect(codes()).toContain('seed-outdated');
  });
});
