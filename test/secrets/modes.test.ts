import { chmodSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { unpack } from '../support/unpack.ts';
import { harmlessFiles, marker, type Planted, secretFiles } from './planted.ts';

const octal = (mode: number) => (mode & 0o7777).toString(8);
const modeOf = (cwd: string, name: string) => octal(statSync(path.join(cwd, 'out', name)).mode);

async function built(cwd: string) {
  const { status, stdout, stderr } = await run(['build', 'least.yaml', '--format', 'json'], { cwd });
  const members = await unpack(readFileSync(path.join(cwd, 'out/least.apkovl.tar.gz')));
  const { result, findings } = JSON.parse(stdout);
  return { status, stderr, members, host: result.hosts[0], findings, text: stdout };
}

const inTree = ({ at, text }: Planted) =>
  folderWith({ 'least.yaml': `${leastProfile}overlays: [tree]\n`, [`tree/${at}`]: text });

describe('a secret in a user tree closes its file and the artifacts, and is named', () => {
  test.each(secretFiles)('$name', async (planted) => {
    const cwd = inTree(planted);
    const { status, members, host, findings, text } = await built(cwd);
    const secrets = findings.filter(({ code }: { code: string }) => code === 'file-holds-secret');
    expect(status).toBe(0);
    expect(secrets).toMatchObject([{ severity: 'warning', target: planted.at, path: '/overlays/0' }]);
    expect(secrets[0].message).toContain(`/${planted.at}`);
    expect(secrets[0].message).toContain(`tree/${planted.at}`);
    expect(octal(members.get(planted.at)!.mode)).toBe('600');
    expect(members.get(planted.at)!.content.toString()).toBe(planted.text);
    expect(host.holds_secrets).toBe(true);
    expect([modeOf(cwd, 'least.apkovl.tar.gz'), modeOf(cwd, 'least.manifest.json')]).toEqual(['600', '600']);
    expect(text).not.toContain(marker);
  });

  test('what only looks like one does not', async () => {
    for (const planted of harmlessFiles) {
      const cwd = inTree(planted);
      const { members, host, findings } = await built(cwd);
      const held = findings.filter(({ code }: { code: string }) => code === 'file-holds-secret');
      expect({ name: planted.name, held, holds: host.holds_secrets }).toEqual({
        name: planted.name,
        held: [],
        holds: false,
      });
      expect(octal(members.get(planted.at)!.mode)).toBe('644');
    }
  });
});

describe('a secret in a file', () => {
  const key = secretFiles[0]!;

  test('that files: names by its source closes it too', async () => {
    const cwd = folderWith({ 'least.yaml': `${leastProfile}files: { /${key.at}: { source: key } }\n`, key: key.text });
    const { members, findings } = await built(cwd);
    expect(findings).toMatchObject([{ code: 'file-holds-secret', target: key.at }]);
    expect(octal(members.get(key.at)!.mode)).toBe('600');
  });

  test('that a template prints closes it too', async () => {
    const cwd = folderWith({
      'least.yaml': `${leastProfile}overlays: [tree]\n`,
      'tree/etc/app.conf.hbs': `host={{hostname}}\npassword=${marker}\n`,
    });
    const { members, findings } = await built(cwd);
    expect(findings).toMatchObject([{ code: 'file-holds-secret', target: 'etc/app.conf' }]);
    expect(findings[0].message).toContain('tree/etc/app.conf.hbs');
    expect(octal(members.get('etc/app.conf')!.mode)).toBe('600');
  });

  test('keeps the mode that the profile gives, and the artifacts are closed all the same', async () => {
    const cwd = folderWith({
      'least.yaml': `${leastProfile}overlays: [tree]\nfiles: { /etc/app: { mode: "0640" } }\n`,
      'tree/etc/app': `password=${marker}\n`,
    });
    const { members, findings } = await built(cwd);
    expect(findings).toMatchObject([{ code: 'file-holds-secret' }]);
    expect(octal(members.get('etc/app')!.mode)).toBe('640');
    expect(modeOf(cwd, 'least.apkovl.tar.gz')).toBe('600');
  });

  test('that is a program stays one', async () => {
    const cwd = folderWith({
      'least.yaml': `${leastProfile}overlays: [tree]\n`,
      'tree/usr/local/bin/x': `#!/bin/sh\nPASSWORD=${marker}\n`,
    });
    chmodSync(path.join(cwd, 'tree/usr/local/bin/x'), 0o755);
    const { members } = await built(cwd);
    expect(octal(members.get('usr/local/bin/x')!.mode)).toBe('700');
  });

  test.each([
    ['far inside a large text', `${'# a line\n'.repeat(20_000)}${key.text}`],
    ['across two pieces of a large file', `${'x'.repeat(65_520)}\n${key.text}${'y'.repeat(100_000)}`],
    ['inside a file of bytes', `\0\0\0${'x'.repeat(70_000)}\n${key.text}`],
    ['inside a small file of bytes', `\0\n${key.text}`],
  ])('is found %s', async (_, text) => {
    const cwd = inTree({ name: '', at: 'srv/large', text });
    const { members, findings } = await built(cwd);
    expect(findings).toMatchObject([{ code: 'file-holds-secret', target: 'srv/large' }]);
    expect(octal(members.get('srv/large')!.mode)).toBe('600');
  });

  test('that is empty is reported by its name', async () => {
    for (const at of ['etc/ssh/ssh_host_rsa_key', 'etc/dropbear/dropbear_ed25519_host_key', 'root/.ssh/id_ed25519']) {
      const { members, findings } = await built(inTree({ name: '', at, text: '\0\x01\x02' }));
      expect(findings).toMatchObject([{ code: 'file-holds-secret', target: at }]);
      expect(octal(members.get(at)!.mode)).toBe('600');
    }
  });

  test('has neither size nor digest in the manifest, nor in a table that all can read', async () => {
    const cwd = inTree(key);
    const { members } = await built(cwd);
    const manifest = JSON.parse(readFileSync(path.join(cwd, 'out/least.manifest.json'), 'utf8'));
    const [entry] = manifest.files.filter(({ path: at }: { path: string }) => at === key.at);
    expect(entry).toMatchObject({ mode: '0600', secret: true });
    expect(Object.keys(entry)).not.toContain('sha256');
    expect(Object.keys(entry)).not.toContain('size');
    expect(octal(members.get('etc/mkapkovl/files')!.mode)).toBe('600');
  });

  test('is not shown by inspect', async () => {
    const cwd = inTree(key);
    await built(cwd);
    const overlay = 'out/least.apkovl.tar.gz';
    const texts = [
      await run(['inspect', overlay], { cwd }),
      await run(['inspect', overlay, key.at], { cwd }),
      await run(['inspect', overlay, key.at, '--format', 'json'], { cwd }),
      await run(['inspect', 'out/least.manifest.json'], { cwd }),
    ].map(({ stdout, stderr }) => stdout + stderr);
    expect(texts.join('')).not.toContain(marker);
    expect(texts[1]).toBe('<secret>\n');
    expect(texts[0]).toMatch(/^- 0600 0:0 +secret etc\/ssh\/ssh_host_ed25519_key$/m);
  });

  test('gives the same bytes whatever its mode on the build machine', async () => {
    const digests = [];
    for (const mode of [0o600, 0o644, 0o400]) {
      const cwd = inTree(key);
      chmodSync(path.join(cwd, 'tree', key.at), mode);
      await built(cwd);
      digests.push(readFileSync(path.join(cwd, 'out/least.apkovl.tar.gz')).toString('base64'));
    }
    expect(new Set(digests).size).toBe(1);
  });

  test('makes the build say so to people', async () => {
    const cwd = inTree(key);
    const { stderr } = await run(['build', 'least.yaml'], { cwd });
    expect(stderr).toContain('out/least.apkovl.tar.gz: contains secrets, readable only by you (0600)');
    expect(stderr).not.toContain(marker);
  });
});

test('the program finds no secret in what it brings itself', async () => {
  const cwd = folderWith({ 'least.yaml': leastProfile });
  await built(cwd);
  const { stdout } = await run(['inspect', 'out/least.apkovl.tar.gz'], { cwd });
  expect(stdout).toMatch(/mkapkovl/);
  expect(stdout).not.toMatch(/ secret /);
});
