import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { asNobody } from '../support/nobody.ts';
import { refused } from '../support/refused.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';

/** What git cannot hold: each test makes it in a folder of its own, `least.yaml` naming a user tree called tree. */
function madeWith(files: Record<string, string> = {}, profile = 'overlays: [tree]\n'): string {
  const cwd = folderWith({ 'least.yaml': leastProfile + profile, ...files });
  mkdirSync(path.join(cwd, 'tree/etc'), { recursive: true });
  chmodSync(cwd, 0o755);
  return cwd;
}

const inTree = { severity: 'error', file: 'least.yaml', line: 5, column: 12, path: '/overlays/0' };

describe('a user tree', () => {
  test('with a named pipe is refused, not read', async () => {
    const cwd = madeWith();
    execFileSync('mkfifo', [path.join(cwd, 'tree/etc/pipe')]);
    expect(await refused(cwd)).toEqual({
      status: 1,
      findings: [
        {
          ...inTree,
          code: 'user-file-special',
          message: 'etc/pipe is a named pipe',
          remedy: 'Remove it: an overlay can hold only files, folders and symbolic links.',
          target: 'etc/pipe',
        },
      ],
    });
  });

  test.each([
    ['climbs out of the root', '../../../etc/shadow'],
    ['climbs out of the root on its way', 'apk/../../../srv'],
    ['begins at the root and climbs', '/srv/../../etc/shadow'],
  ])('with a link that %s is refused', async (_, target) => {
    const cwd = madeWith();
    symlinkSync(target, path.join(cwd, 'tree/etc/link'));
    expect(await refused(cwd)).toEqual({
      status: 1,
      findings: [
        {
          ...inTree,
          code: 'user-link-escapes',
          message: `etc/link links to ${target}, outside the root`,
          remedy: 'Make it point to a place on the target: relative and within the root, or absolute.',
          target: 'etc/link',
        },
      ],
    });
  });

  test('with a link to a name that no table can hold is refused', async () => {
    const cwd = madeWith();
    symlinkSync('one\tor\nmore', path.join(cwd, 'tree/etc/link'));
    const { status, findings } = await refused(cwd);
    expect(status).toBe(1);
    expect(findings).toMatchObject([{ ...inTree, code: 'user-file-name-invalid', target: 'etc/link' }]);
  });

  test('with a link to a place of the machine that builds is refused', async () => {
    const cwd = madeWith({ 'tree/etc/motd': 'Welcome\n' });
    const target = path.join(cwd, 'tree/etc/motd');
    symlinkSync(target, path.join(cwd, 'tree/etc/issue'));
    const { status, findings } = await refused(cwd);
    expect(status).toBe(1);
    expect(findings).toMatchObject([{ ...inTree, code: 'user-link-to-build-machine', target: 'etc/issue' }]);
  });

  test('whose folder is a link into the machine that builds does not bring what is there', async () => {
    const cwd = madeWith();
    symlinkSync('/etc', path.join(cwd, 'tree/srv'));
    const { status, findings } = await refused(cwd);
    expect(status).toBe(1);
    expect(findings).toMatchObject([{ ...inTree, code: 'top-level-file', target: 'srv' }]);
  });

  test('may hold links within the root, absolute ones and dangling ones, and be a link itself', async () => {
    const cwd = madeWith({ 'real/etc/motd': 'Welcome\n' }, 'overlays: [link]\n');
    symlinkSync('motd', path.join(cwd, 'real/etc/issue'));
    symlinkSync('/usr/share/zoneinfo/UTC', path.join(cwd, 'real/etc/site-zone'));
    symlinkSync('../srv/nothing', path.join(cwd, 'real/etc/later'));
    symlinkSync('real', path.join(cwd, 'link'));
    const { status, stdout } = await run(['check', 'least.yaml', '--format', 'json'], { cwd });
    expect({ status, findings: JSON.parse(stdout) }).toEqual({ status: 0, findings: [] });
  });

  test.each([
    ['file', 'tree/etc/closed'],
    ['folder', 'tree/etc'],
  ])('with a %s that may not be read is a fault of the surroundings, which names it', async (_, name) => {
    const cwd = madeWith({ 'tree/etc/closed': 'x' });
    chmodSync(path.join(cwd, name), 0);
    const { status, findings } = await asNobody(() => refused(cwd));
    chmodSync(path.join(cwd, name), 0o700);
    expect(status).toBe(3);
    expect(findings).toEqual([
      {
        ...inTree,
        code: 'file-unreadable',
        message: `${name} cannot be read: permission denied`,
        remedy: 'Check the name and your permission to read the file.',
      },
    ]);
  });

  test('with a name that no shell likes is refused without printing its control characters', async () => {
    const cwd = madeWith({ 'tree/etc/evil\u001b[31m\nname': 'x' });
    const { stdout, status } = await run(['check', 'least.yaml'], { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain('[user-file-name-invalid]');
    expect(stdout).not.toContain('\u001b');
  });

  test('that changes while it is packed stops the build', async () => {
    const large = 'x'.repeat(100_000);
    const cwd = folderWith({
      'least.yaml': `${leastProfile.replace('{ prompt: true }', '{ env: HASH }')}overlays: [tree]\n`,
      'tree/srv/data': large,
    });
    // Secrets are read after the tree and before the archive.
    const env = new Proxy<Record<string, string>>(
      {},
      {
        get(_, name) {
          if (name !== 'HASH') return undefined;
          writeFileSync(path.join(cwd, 'tree/srv/data'), large.replaceAll('x', 'y'));
          return '$6$saltsalt$0123456789012345678901234567890123456789';
        },
      },
    );
    const { status, stdout } = await run(['build', 'least.yaml', '--format', 'json'], { cwd, env });
    expect({ status, ...JSON.parse(stdout) }).toMatchObject({
      status: 3,
      result: { files: [], hosts: [] },
      findings: [{ code: 'user-file-changed', file: 'tree/srv/data' }],
    });
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });
});

describe('a single file', () => {
  test('whose source is a circle of links is an environment error, at its line', async () => {
    const cwd = madeWith({}, 'files: { /etc/motd: { source: circle } }\n');
    symlinkSync('circle', path.join(cwd, 'circle'));
    const { status, findings } = await refused(cwd);
    expect(status).toBe(3);
    expect(findings).toMatchObject([
      { code: 'file-unreadable', message: 'circle cannot be read: too many symbolic links', line: 5, column: 31 },
    ]);
  });
});

describe('a secret', () => {
  test('that the build finds and cannot use is a fault of the profile, at the key that names it', async () => {
    const cwd = folderWith({
      'least.yaml': leastProfile.replace('{ prompt: true }', '{ file: secret }'),
      secret: 'correct-horse-battery\n',
    });
    const { status, stdout } = await run(['build', 'least.yaml', '--format', 'json'], { cwd });
    expect(stdout).not.toContain('correct-horse-battery');
    expect({ status, ...JSON.parse(stdout) }).toEqual({
      status: 1,
      result: { files: [], hosts: [] },
      findings: [
        {
          code: 'secret-unusable',
          severity: 'error',
          message: 'the secret in the file secret is not a crypt hash',
          remedy: 'Create one with: openssl passwd -6',
          file: 'least.yaml',
          line: 3,
          column: 29,
          path: '/access/root/password',
        },
      ],
    });
  });
});
