import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { refused } from '../support/refused.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';

describe('a profile', () => {
  const check = async (content: string | Buffer) => {
    const cwd = folderWith();
    writeFileSync(path.join(cwd, 'least.yaml'), content);
    return refused(cwd);
  };

  test('of 50 MB is refused by its size, without reading it', async () => {
    const cwd = folderWith({ 'least.yaml': leastProfile });
    // What the first check of a process needs is not of this file.
    await run(['check', 'least.yaml'], { cwd });
    truncateSync(path.join(cwd, 'least.yaml'), 50 * 1024 * 1024);
    const before = process.memoryUsage().rss;
    const { status, findings } = await refused(cwd);
    expect(process.memoryUsage().rss - before).toBeLessThan(40 * 1024 * 1024);
    expect(status).toBe(1);
    expect(findings).toMatchObject([
      {
        code: 'profile-too-large',
        message: 'least.yaml is larger than the limit for a profile (1 MiB)',
        file: 'least.yaml',
        line: 1,
        column: 1,
      },
    ]);
  });

  test.each(['/dev/zero', '/dev/full'])('that never ends (%s) is not read at all', async (file) => {
    const { status, stdout } = await run(['check', file, '--format', 'json']);
    expect({ status, findings: JSON.parse(stdout) }).toMatchObject({
      status: 3,
      findings: [{ code: 'file-unreadable', file }],
    });
  });

  test.each([
    ['an image', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d])],
    ['text in Latin-1', Buffer.from('hostname: größe\n', 'latin1')],
    ['text with a zero byte', Buffer.from('hostname: kvm1\0\n')],
  ])('that is %s is refused as no text', async (_, bytes) => {
    const { status, findings } = await check(bytes);
    expect(status).toBe(1);
    expect(findings).toMatchObject([{ code: 'profile-not-text', file: 'least.yaml', line: 1, column: 1 }]);
  });

  test.each([
    ['100000 brackets', `${leastProfile}vms: ${'['.repeat(100_000)}`, 5, 70],
    ['1000 closed brackets', `${leastProfile}vms: ${'{a: '.repeat(1000)}1${'}'.repeat(1000)}`, 5, 262],
    ['20000 brackets in an early line', `x: ${'['.repeat(20_000)}\n${leastProfile}`, 1, 68],
    ['20000 keys of keys', `${'? '.repeat(20_000)}\n${leastProfile}`, 1, 1],
    ['3000 dashes', `${leastProfile}vms:\n  ${'- '.repeat(3000)}x`, 6, 3],
    [
      '300 indented keys',
      `${leastProfile}${Array.from({ length: 300 }, (_, n) => `${' '.repeat(n)}a:\n`).join('')}`,
      70,
      66,
    ],
  ])('of %s is refused where it gets too deep', async (_, text, line, column) => {
    const { status, findings } = await check(text);
    expect(status).toBe(1);
    expect(findings).toMatchObject([{ code: 'yaml-too-deep', line, column }]);
  });

  test('may begin with a byte order mark and have Windows line ends', async () => {
    const cwd = folderWith({ 'least.yaml': `\ufeff${leastProfile.replaceAll('\n', '\r\n')}` });
    expect((await run(['check', 'least.yaml'], { cwd })).stdout).toBe('0 errors, 0 warnings\n');
  });

  test('with both is still counted in lines and columns as editors do', async () => {
    const { findings } = await check(
      `\ufeffhostname: kvm_1\r\n${leastProfile.replace('hostname: least\n', '')}a: 1\r\n`,
    );
    expect(findings).toMatchObject([
      { code: 'invalid-value', line: 1, column: 11 },
      { code: 'unknown-key', line: 5, column: 1 },
    ]);
  });

  test('with thousands of faults reports all of them quickly', async () => {
    const keys = Array.from({ length: 5000 }, (_, n) => `key${n}: 1\n`).join('');
    const { findings } = await check(leastProfile + keys);
    expect(findings).toHaveLength(5000);
    expect(findings.at(-1)).toMatchObject({ code: 'unknown-key', line: 5004, column: 1 });
  });
});
