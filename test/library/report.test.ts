import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { report } from '../../src/index.ts';
import { textOf } from '../report/html.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';

const faulty = `${leastProfile.replace('least', 'faulty')}sytem: {}\n`;

test('report makes the pages that the command writes, and writes none', async () => {
  const cwd = folderWith({ 'least.yaml': leastProfile });
  const made = await report('least.yaml', { cwd, names: false });
  expect(readdirSync(cwd)).toEqual(['least.yaml']);
  const { stdout } = await run(['report', 'least.yaml', '--out', '-'], { cwd, env: { MKAPKOVL_NAMES: '' } });
  expect(made).toEqual({
    ok: true,
    findings: [],
    report: '',
    pages: new Map([['least.html', stdout]]),
    hosts: [{ name: 'least', profile: 'least.yaml', page: 'least.html', errors: 0, warnings: 0 }],
  });
});

test('report makes an index of several, and a page of one with errors, which are findings', async () => {
  const cwd = folderWith({ 'least.yaml': leastProfile, 'faulty.yaml': faulty });
  const { ok, findings, pages, hosts } = await report(['least.yaml', 'faulty.yaml'], { cwd, names: false });
  expect(ok).toBe(false);
  expect(findings.map(({ code, file }) => ({ code, file }))).toEqual([{ code: 'unknown-key', file: 'faulty.yaml' }]);
  expect([...pages.keys()]).toEqual(['index.html', 'least.html', 'faulty.html']);
  expect(hosts.map(({ name, errors }) => ({ name, errors }))).toEqual([
    { name: 'least', errors: 0 },
    { name: 'faulty.yaml', errors: 1 },
  ]);
  expect(textOf(pages.get('faulty.html')!)).toContain('unknown key');
});

test('report puts a date on its pages only if it is given one', async () => {
  const cwd = folderWith({ 'least.yaml': leastProfile });
  const dated = await report('least.yaml', { cwd, names: false, now: new Date('2026-05-04T00:00:00Z') });
  expect(dated.pages.get('least.html')).toContain('2026-05-04');
  expect((await report('least.yaml', { cwd, names: false })).pages.get('least.html')).not.toMatch(/20\d\d-\d\d-\d\d/);
});
