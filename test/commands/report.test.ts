import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { textOf } from '../report/html.ts';
import { fullFolder } from '../report/profiles.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';

const named = (name: string) => leastProfile.replace('least', name);
const page = (cwd: string, name: string) => readFileSync(path.join(cwd, name), 'utf8');

describe('report writes', () => {
  test('one page into a folder, and says its name', async () => {
    const cwd = folderWith({ 'least.yaml': leastProfile });
    expect(await run(['report', 'least.yaml'], { cwd })).toEqual({ status: 0, stdout: 'out/least.html\n', stderr: '' });
    expect(readdirSync(path.join(cwd, 'out'))).toEqual(['least.html']);
    expect(page(cwd, 'out/least.html')).toMatch(/^<!DOCTYPE html>\n<html lang="en">[\s\S]*<\/html>\n$/);
  });

  test('one page to the file that --out names', async () => {
    const cwd = folderWith({ 'least.yaml': leastProfile });
    const { stdout } = await run(['report', 'least.yaml', '--out', 'a/b.html'], { cwd });
    expect(stdout).toBe('a/b.html\n');
    expect(textOf(page(cwd, 'a/b.html'))).toContain('What the profile least.yaml makes');
  });

  test('one page to standard output, and nothing else to it', async () => {
    const cwd = folderWith({ 'least.yaml': `${leastProfile}tuning: { isolate_cpus: 0-1 }\n` });
    const { status, stdout, stderr } = await run(['report', 'least.yaml', '--out', '-'], { cwd });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^<!DOCTYPE html>[\s\S]*<\/html>\n$/);
    expect(stderr).toContain('0 errors, 1 warning');
    expect(readdirSync(cwd)).toEqual(['least.yaml']);
  });

  test('a page for each of several, and an index with their findings', async () => {
    const cwd = folderWith({
      'hosts/a.yaml': named('a'),
      'hosts/b.yaml': `${named('b')}sytem: {}\n`,
      'hosts/base.yaml': 'abstract: true\n',
    });
    const { status, stdout } = await run(['report', 'hosts', '--out', 'pages'], { cwd });
    expect({ status, files: stdout.trim().split('\n') }).toEqual({
      status: 1,
      files: ['pages/index.html', 'pages/a.html', 'pages/b.html'],
    });
    const index = page(cwd, 'pages/index.html');
    expect(index).toContain('<a href="a.html">a</a>');
    expect(textOf(index)).toMatch(/0 errors, 0 warnings .* 1 error, 0 warnings/);
    expect(textOf(index)).toContain('Only extended by others: hosts/base.yaml');
    expect(page(cwd, 'pages/a.html')).toContain('<a href="index.html">All hosts</a>');
  });

  test('pages under different names, though the hosts are called alike, or like the index', async () => {
    const cwd = folderWith({ 'a.yaml': named('twin'), 'b.yaml': named('twin'), 'c.yaml': named('index') });
    const { status, stdout } = await run(['report', '.'], { cwd });
    expect(status).toBe(1);
    expect(stdout.trim().split('\n')).toEqual(['index', 'twin', 'twin-2', 'index-2'].map((name) => `out/${name}.html`));
    expect(textOf(page(cwd, 'out/twin-2.html'))).toContain('duplicate-hostname');
  });
});

describe('a page of an earlier report', () => {
  const pair = { 'hosts/a.yaml': named('a'), 'hosts/b.yaml': named('b'), 'hosts/c.yaml': named('c') };

  test('whose host is gone is named, and stays', async () => {
    const cwd = folderWith({ ...pair, 'out/notes.html': '<html>mine</html>' });
    await run(['report', 'hosts'], { cwd });
    rmSync(path.join(cwd, 'hosts/c.yaml'));
    const { status, stdout, stderr } = await run(['report', 'hosts'], { cwd });
    expect({ status, files: stdout.trim().split('\n') }).toEqual({
      status: 0,
      files: ['out/index.html', 'out/a.html', 'out/b.html'],
    });
    expect(stderr).toContain('out/c.html is the page of a host that is not among these profiles');
    expect(stderr).toContain('0 errors, 1 warning\n');
    expect(existsSync(path.join(cwd, 'out/c.html'))).toBe(true);
    const { result, findings } = JSON.parse((await run(['report', 'hosts', '--format', 'json'], { cwd })).stdout);
    expect(findings).toMatchObject([{ code: 'report-page-stale', severity: 'warning', file: 'out/c.html' }]);
    expect(result.hosts.map(({ name }: { name: string }) => name)).toEqual(['a', 'b']);
  });

  test('is not where one host alone is reported on', async () => {
    const cwd = folderWith(pair);
    await run(['report', 'hosts'], { cwd });
    expect((await run(['report', 'hosts/a.yaml'], { cwd })).stderr).toBe('');
  });
});

describe('a profile with errors has a page', () => {
  test('with the findings, and what is known in spite of them', async () => {
    const { status, stdout } = await run(['report', 'node7.yaml', '--out', '-'], {
      cwd: fullFolder({}, (facts) =>
        facts.disks!.forEach((disk) => {
          disk.mounts = ['/srv/tank'];
        }),
      ),
    });
    expect(status).toBe(1);
    const text = textOf(stdout);
    expect(text).toContain('host-needs-mounted-disk');
    expect(text).toContain('Remove it and its whole IOMMU group');
    expect(text).toContain('In node7.yaml:');
    expect(text).toContain('IOMMU groups, and who gets what');
    expect(stdout).not.toContain('id="files"');
  });

  test('with the findings alone, if they hide everything else', async () => {
    const cwd = folderWith({ 'faulty.yaml': 'hostname: [x\n' });
    const { status, stdout } = await run(['report', 'faulty.yaml'], { cwd });
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'out/faulty.html\n' });
    expect(textOf(page(cwd, 'out/faulty.html'))).toContain('Nothing else is known until these errors are mended');
  });
});

describe('report writes nothing', () => {
  test.each([
    ['is not there', {}],
    ['is a folder without profiles', { 'absent.yaml/x': '' }],
    ['is no text', { 'absent.yaml': '\0' }],
    ['is larger than a profile can be', { 'absent.yaml': '#'.repeat(2 ** 20 + 1) }],
  ])('if the profile %s: a page of before stays', async (_, files) => {
    const before = { 'page.html': 'before', 'out/absent.html': 'before', 'out/index.html': 'before' };
    const cwd = folderWith({ ...files, ...before, 'least.yaml': leastProfile });
    for (const words of [['absent.yaml', '--out', 'page.html'], ['absent.yaml'], ['least.yaml', 'absent.yaml']]) {
      const { status, stdout } = await run(['report', ...words], { cwd });
      expect([status > 0, stdout]).toEqual([true, '']);
    }
    expect((await run(['report', 'absent.yaml', '--out', '-'], { cwd })).stdout).toBe('');
    for (const name of Object.keys(before)) expect(page(cwd, name)).toBe('before');
    expect(readdirSync(path.join(cwd, 'out')).sort()).toEqual(['absent.html', 'index.html']);
  });

  test('if several pages are to be one file', async () => {
    const cwd = folderWith({ 'a.yaml': named('a'), 'b.yaml': named('b') });
    for (const out of ['-', 'x.html']) {
      const { status, stdout, stderr } = await run(['report', '.', '--out', out], { cwd });
      expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
      expect(stderr).toContain('[report-one-page]');
    }
    expect(readdirSync(cwd).sort()).toEqual(['a.yaml', 'b.yaml']);
  });

  test('if one of the pages cannot be written: those of before stay', async () => {
    const cwd = folderWith({ 'a.yaml': named('a'), 'b.yaml': named('b'), 'out/a.html': 'before', 'out/b.html/x': '' });
    const { status, stdout, stderr } = await run(['report', 'a.yaml', 'b.yaml'], { cwd });
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain('[out-unwritable]');
    expect(page(cwd, 'out/a.html')).toBe('before');
    expect(existsSync(path.join(cwd, 'out/index.html'))).toBe(false);
  });

  test('if the folder is a file', async () => {
    const cwd = folderWith({ 'least.yaml': leastProfile, out: '' });
    const { status, stderr } = await run(['report', 'least.yaml'], { cwd });
    expect(status).toBe(3);
    expect(stderr).toContain('[out-unwritable]');
  });

  test('if SOURCE_DATE_EPOCH is no time', async () => {
    const cwd = folderWith({ 'least.yaml': leastProfile });
    const { status, stderr } = await run(['report', 'least.yaml'], { cwd, env: { SOURCE_DATE_EPOCH: 'now' } });
    expect(status).toBe(3);
    expect(stderr).toContain('[source-date-epoch-invalid]');
    expect(readdirSync(cwd)).toEqual(['least.yaml']);
  });

  test('if standard output is to be a page and a result', async () => {
    const cwd = folderWith({ 'least.yaml': leastProfile });
    for (const format of ['json', 'sarif']) {
      const ran = await run(['report', 'least.yaml', '--out', '-', '--format', format], { cwd });
      expect(ran).toMatchObject({ status: 2, stdout: '' });
    }
  });
});

test('--facts replaces the facts of the profile', async () => {
  const cwd = fullFolder({}, (facts) => {
    facts.system.product = 'First';
  });
  const second = JSON.parse(page(cwd, 'facts.json'));
  second.system.product = 'Second';
  writeFileSync(path.join(cwd, 'second.json'), JSON.stringify(second));
  const { stdout } = await run(['report', 'node7.yaml', '--facts', 'second.json', '--out', '-'], { cwd });
  expect(textOf(stdout)).toContain('Supermicro Second');
  expect(stdout).not.toContain('First');
});

describe('a page is the same whenever it is made', () => {
  test('without a time, unless SOURCE_DATE_EPOCH says one', async () => {
    const cwd = fullFolder();
    const pages: string[] = [];
    const dated: string[] = [];
    try {
      for (const now of ['2026-02-01', '2031-07-08']) {
        vi.useFakeTimers({ now: new Date(now), toFake: ['Date'] });
        pages.push((await run(['report', 'node7.yaml', '--out', '-'], { cwd })).stdout);
        dated.push(
          (await run(['report', 'node7.yaml', '--out', '-'], { cwd, env: { SOURCE_DATE_EPOCH: '86400' } })).stdout,
        );
      }
    } finally {
      vi.useRealTimers();
    }
    expect(pages[1]).toBe(pages[0]);
    expect(textOf(pages[0]!)).not.toContain('as of');
    expect(dated[1]).toBe(dated[0]);
    expect(textOf(dated[0]!)).toContain('as of 1970-01-02');
  });

  test('and judges the age of facts at that time', async () => {
    const cwd = fullFolder();
    writeFileSync(path.join(cwd, 'aged.yaml'), `extends: [node7.yaml]\nhostname: node7\nfacts_max_age: 30d\n`);
    const at = async (seconds: string) =>
      (await run(['report', 'aged.yaml', '--out', '-'], { cwd, env: { SOURCE_DATE_EPOCH: seconds } })).stdout;
    // The facts are of 2026-01-02.
    expect(await at('1767571200')).not.toContain('facts-too-old');
    expect(await at('1900000000')).toContain('facts-too-old');
  });
});
