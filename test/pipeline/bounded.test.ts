import { execFileSync, spawn } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isoImage } from '../../src/artifact/iso9660/image.ts';
import { openIso } from '../../src/artifact/iso9660/read-iso.ts';
import { mediumLimits, UnusableMedium } from '../../src/artifact/medium.ts';
import { unpack } from '../../src/artifact/unpack.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';

/** The findings of a command that must fail. */
async function failed(argv: string[], cwd: string, env: Record<string, string> = {}) {
  const { status, stdout } = await run([...argv, '--format', 'json'], { cwd, env });
  const printed = JSON.parse(stdout);
  return { status, findings: Array.isArray(printed) ? printed : printed.findings };
}

const least = (more: string) => ({ 'least.yaml': leastProfile + more });

describe('user files', () => {
  test('of the whole build machine are refused before any is read, with their amount', async () => {
    const cwd = folderWith(least('overlays: ["/"]\n'));
    const { status, findings } = await failed(['check', 'least.yaml'], cwd);
    expect(status).toBe(1);
    expect(findings).toMatchObject([{ code: 'user-files-too-large', path: '/overlays/0' }]);
    expect(findings[0].message).toMatch(
      /^with \/ the overlay would hold at least \d+ files and folders with \d+ MiB in total, more/,
    );
    expect(findings[0].remedy).toContain('raise overlays_max_size');
  });

  test.each([
    ['a sparse file in a tree', 'overlays: [tree]\n'],
    ['a sparse source', 'files: { /srv/x: { source: tree/srv/x } }\n'],
  ])('of 20 GiB are refused: %s', async (_, more) => {
    const cwd = folderWith({ ...least(more), 'tree/srv/x': '' });
    truncateSync(path.join(cwd, 'tree/srv/x'), 20 * 2 ** 30);
    const { findings } = await failed(['check', 'least.yaml'], cwd);
    expect(findings).toMatchObject([{ code: 'user-files-too-large' }]);
  });

  test('of many folders count together, and a higher limit lets them pass', async () => {
    const trees = Object.fromEntries([0, 1, 2].map((tree) => [`t${tree}/srv/x${tree}`, 'x'.repeat(600_000)]));
    const more = (limit: string) => `overlays: [t0, t1, t2]\noverlays_max_size: ${limit}\n`;
    const cwd = folderWith({ ...least(more('1500KiB')), ...trees });
    expect(await failed(['check', 'least.yaml'], cwd)).toMatchObject({
      status: 1,
      findings: [{ code: 'user-files-too-large', path: '/overlays/2' }],
    });
    writeFileSync(path.join(cwd, 'least.yaml'), leastProfile + more('2MiB'));
    expect((await run(['check', 'least.yaml'], { cwd })).status).toBe(0);
  });

  test.each([
    ['/proc/self/environ', 'files: { /srv/x: { source: /proc/self/environ } }\n'],
    ['/sys/kernel', 'overlays: [/sys/kernel]\n'],
  ])('that the kernel makes, such as the environment of the build, are refused: %s', async (name, more) => {
    const { findings } = await failed(['check', 'least.yaml'], folderWith(least(more)));
    expect(findings).toMatchObject([{ code: 'user-file-special' }]);
    expect(findings[0].message).toMatch(new RegExp(`^${name} is a (file|folder) of the running kernel$`));
  });
});

describe('a pipe without a writer, or a device,', () => {
  const special = (name: string) => {
    const cwd = folderWith(least(''));
    if (name === 'pipe') execFileSync('mkfifo', [path.join(cwd, 'pipe')]);
    return { cwd, file: name === 'pipe' ? 'pipe' : name };
  };

  test.each([
    ['check', 'pipe'],
    ['check', '/dev/zero'],
    ['inspect', 'pipe'],
    ['inspect', '/dev/zero'],
    ['import', 'pipe'],
    ['import', '/dev/zero'],
    ['devices', 'pipe'],
    ['devices', '/dev/zero'],
  ])('ends %s with status 3: %s', async (verb, name) => {
    const { cwd, file } = special(name);
    const { status, findings } = await failed([verb, file], cwd);
    expect(status).toBe(3);
    expect(findings).toMatchObject([{ code: 'file-unreadable' }]);
    expect(findings[0].message).toMatch(/: (it is a device|no program writes to the pipe)$/);
  });

  test.each(['pipe', '/dev/zero'])('ends a build as its secret with status 3: %s', async (name) => {
    const { cwd, file } = special(name);
    writeFileSync(path.join(cwd, 'least.yaml'), leastProfile.replace('{ prompt: true }', `{ file: ${file} }`));
    const { status, findings } = await failed(['build', 'least.yaml'], cwd);
    expect({ status, findings }).toMatchObject({ status: 3, findings: [{ code: 'file-unreadable' }] });
  });
});

test('a pipe whose writer is slow is read to its end', async () => {
  const cwd = folderWith();
  execFileSync('mkfifo', [path.join(cwd, 'pipe')]);
  const begun = 'exec 3> pipe; printf %s "$1" >&3; sleep 0.2; printf %s "$2" >&3';
  const half = leastProfile.length / 2;
  const writer = spawn('sh', ['-c', begun, 'sh', leastProfile.slice(0, half), leastProfile.slice(half)], { cwd });
  expect((await run(['check', 'pipe'], { cwd })).status).toBe(0);
  writer.kill();
});

describe('what unpacks to far more than it is', () => {
  test('is given up by inspect at a limit', async () => {
    // Consecutive members are one file (RFC 1952).
    const bomb = Buffer.concat(Array(40).fill(gzipSync(Buffer.alloc(2 ** 20), { level: 1 })));
    await expect(unpack(bomb, undefined, 30 * 2 ** 20)).rejects.toThrow('unpacked it has more than 30 MiB');
  });

  test('or a boot menu of 700 MB, is not read from a medium', () => {
    const cwd = folderWith();
    const file = path.join(cwd, 'x.iso');
    const { image } = isoImage('x', [{ name: 'menu.cfg', content: Buffer.alloc(mediumLimits.text + 1) }], new Date(0));
    writeFileSync(file, image);
    const medium = openIso('x.iso', file);
    const menu = medium.file('menu.cfg')!;
    expect(() => menu.read(mediumLimits.text)).toThrow(UnusableMedium);
    expect(menu.read(mediumLimits.index).length).toBe(mediumLimits.text + 1);
    medium.close();
  });
});
