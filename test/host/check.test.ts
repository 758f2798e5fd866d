import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../src/artifact/build-id.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';
import { checkScript } from './expectations.js';

const secret = `$6$salt$${'x'.repeat(86)}`;
const profile = `${leastProfile.replace('{ prompt: true }', '{ env: HASH }')}files: { /etc/motd: { content: "Hi\\n" } }\n`;

/** A root folder with the overlay unpacked by busybox, and the script that checks it. */
async function unpacked() {
  const cwd = folderWith({ 'least.yaml': profile });
  const { status, stderr } = await run(['build', 'least.yaml'], { cwd, env: { HASH: secret } });
  if (status !== 0) throw new Error(stderr);
  const root = path.join(cwd, 'root');
  const tools = path.join(cwd, 'tools');
  for (const folder of [root, tools]) mkdirSync(folder);
  execFileSync('busybox', ['--install', '-s', tools]);
  execFileSync('busybox', ['tar', '-C', root, '-zxf', path.join(cwd, 'out/least.apkovl.tar.gz')]);
  // Only root can unpack files that belong to root.
  const owner = `\t${process.getuid!()}:${process.getgid!()}\t`;
  const script = (await checkScript(path.join(cwd, 'out/least.manifest.json'))).replaceAll('\t0:0\t', owner);
  return { root, tools, script };
}

function check({ root, tools, script }: Awaited<ReturnType<typeof unpacked>>) {
  const { status, stdout, stderr } = spawnSync('busybox', ['ash', '-s', '--', '--files'], {
    input: script,
    env: { PATH: tools, ROOT: root },
    encoding: 'utf8',
  });
  return { status, stderr, failed: stdout.split('\n').filter((line) => line.startsWith('FAIL')), stdout };
}

describeWith(['busybox'], 'the check of a booted host, run by busybox ash over an unpacked overlay', () => {
  test('everything as it was built', async () => {
    const host = await unpacked();
    const { status, stderr, failed, stdout } = check(host);
    expect({ status, stderr, failed }).toEqual({ status: 0, stderr: '', failed: [] });
    expect(stdout).toContain(`ok    ${host.root}/etc/mkapkovl/secrets/password.root 600`);
    expect(stdout).toContain('ok    /etc/apk/world names openssh');
  });

  test.each([
    ['another content', 'etc/motd is not what was built', (root) => writeFileSync(`${root}/etc/motd`, 'Ho\n')],
    ['another mode', 'etc/motd is 664 ', (root) => chmodSync(`${root}/etc/motd`, 0o664)],
    ['a secret that others may read', 'password.root is 644 ', (root) => chmodSync(`${root}/${passwordFile}`, 0o644)],
    ['a missing file', 'etc/motd is missing', (root) => unlinkSync(`${root}/etc/motd`)],
    ['a missing folder', 'root/etc/ssh is missing', (root) => rmSync(`${root}/etc/ssh`, { recursive: true })],
    ['a service that is not linked', 'runlevels/default/sshd is missing, not', (root) => unlinkSync(`${root}/${sshd}`)],
    ['a link to elsewhere', 'runlevels/default/sshd is /bin/false, not /etc/init.d/sshd', relinkSshd],
    ['a package too few', 'world names openssh', (root) => writeFileSync(`${root}/etc/apk/world`, 'alpine-base\n')],
  ] as [string, string, (root: string) => void][])('%s fails', async (_, message, damage) => {
    const host = await unpacked();
    damage(host.root);
    const { status, failed } = check(host);
    expect(status).toBe(1);
    expect(failed.join('\n')).toContain(message);
  });

  test('of a secret only mode and owner are reported, no digest', async () => {
    const { script } = await unpacked();
    expect(script).toContain('password.root');
    expect(script).not.toContain(sha256(secret));
  });
});

const passwordFile = 'etc/mkapkovl/secrets/password.root';
const sshd = 'etc/runlevels/default/sshd';

function relinkSshd(root: string): void {
  unlinkSync(`${root}/${sshd}`);
  symlinkSync('/bin/false', `${root}/${sshd}`);
}

describeWith(['shellcheck'], 'the script', () => {
  test('is POSIX sh to shellcheck', () => {
    const parts = readdirSync('test/host/check').map((name) => `test/host/check/${name}`);
    execFileSync('shellcheck', ['--shell=sh', 'test/host/check.sh', ...parts]);
  });
});
