import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { solve } from '#src/lock/run-apk.ts';
import { isoTools } from '../support/iso/alpine-iso.ts';
import { profile, room } from '../support/iso/room.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';

/** Until the test ends, TMPDIR names a folder that does not exist. */
function withoutTemporaryFolder(): string {
  const before = process.env.TMPDIR;
  onTestFinished(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });
  process.env.TMPDIR = path.join(folderWith(), 'gone');
  return process.env.TMPDIR;
}

describe('without a folder for temporary files', () => {
  describeWith(isoTools, 'a medium', () => {
    test('is not made', async () => {
      const cwd = room({ 'a.yaml': profile('alpha') });
      const folder = withoutTemporaryFolder();
      const { status, stderr } = await run(['media', 'iso', 'a.yaml', '--media', 'alpine.iso'], { cwd });
      expect([status, stderr]).toEqual([3, expect.stringContaining('[temporary-folder-unwritable]')]);
      expect(stderr).toContain(`no temporary folder can be made in ${folder}: no such file or directory`);
      expect(readdirSync(cwd).sort()).toEqual(['a.yaml', 'alpine.iso']);
    });
  });

  test('a revision is not compared', async () => {
    const cwd = folderWith({ 'a.yaml': leastProfile });
    for (const words of ['init -q', 'add .', '-c user.name=a -c user.email=a@a commit -qm a'])
      execFileSync('git', words.split(' '), { cwd });
    const env = { PATH: process.env.PATH ?? '' };
    const folder = withoutTemporaryFolder();
    const { status, stderr } = await run(['diff', 'git:HEAD:a.yaml', 'a.yaml'], { cwd, env });
    expect([status, stderr]).toEqual([3, expect.stringContaining('[revision-unreadable]')]);
    expect(stderr).toContain(`no temporary folder can be made in ${folder}`);
    expect(stderr).toContain('set TMPDIR to another folder with space');
    expect(stderr).not.toContain('git:REVISION:FILE');
  });

  test('apk is not asked', async () => {
    const folder = withoutTemporaryFolder();
    expect(await solve([], 'x86_64', [], {}, { program: 'apk', environment: {} })).toEqual({
      failed: 'other',
      reason: `no temporary folder can be made in ${folder}: no such file or directory`,
    });
  });
});
