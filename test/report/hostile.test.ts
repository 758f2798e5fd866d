import { describe, expect, test } from 'vitest';
import { fleetOf } from '../../src/report/fleet.ts';
import type { HostReport } from '../../src/report/host-report.ts';
import { pagesOf } from '../../src/report/pages.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { tagsOf, textOf } from './html.ts';
import { fullFolder } from './profiles.ts';
import { reportsIn } from './reports.ts';

const hostile = `</style></title><script>alert(1)</script><img src=x onerror='a("b")'> & "${'`'}{{x}}`;

/** Changes every text of a report. */
function withTexts<Value>(value: Value, change: (text: string) => string): Value {
  if (typeof value === 'string') return change(value) as Value;
  if (Array.isArray(value)) return value.map((each) => withTexts(each, change)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withTexts(each, change)])) as Value;
}

const namesOf = (page: string) =>
  tagsOf(page).map(({ name, closing, attributes }) => [name, closing, Object.keys(attributes)]);

describe('a text that is markup changes no page', () => {
  test('wherever it stands: the page has the tags that it has with any other text', async () => {
    const cwd = fullFolder({ 'faulty.yaml': `${leastProfile}sytem: {}\n` });
    const reports = await reportsIn(cwd, ['node7.yaml', 'faulty.yaml']);
    const texts = (change: (text: string) => string) =>
      pagesOf(
        reports.map((report: HostReport, index) => ({ page: `${index}.html`, report: withTexts(report, change) })),
        [change('base.yaml')],
      );
    const plain = texts((text) => (text === '' ? '' : 'x'));
    const marked = texts((text) => (text === '' ? '' : hostile));
    expect(plain.size).toBe(3);
    for (const [name, page] of marked) {
      expect(namesOf(page), name).toEqual(namesOf(plain.get(name)!));
      expect(page).not.toContain('<script');
      expect(textOf(page)).toContain('<script>alert(1)</script>');
    }
  });

  test('in what a profile and a machine can have', async () => {
    const title = JSON.stringify(hostile);
    const files = {
      '<img src=x>.yaml': `${leastProfile}vms: { a: { memory: 1GiB, title: ${title}, descripton: ${title} } }\n`,
    };
    const cwd = fullFolder(
      { 'titled.yaml': `${leastProfile}vms: { a: { memory: 1GiB, title: ${title} } }\n`, ...files },
      (facts) => {
        for (const disk of facts.disks ?? []) disk.model = hostile;
        for (const device of facts.usb ?? []) device.product = hostile;
        for (const fn of facts.pci ?? []) fn.name = hostile;
        facts.system.product = hostile;
      },
    );
    for (const profile of ['node7.yaml', 'titled.yaml', '<img src=x>.yaml']) {
      const { stdout } = await run(['report', profile, '--out', '-'], { cwd });
      const names = new Set(tagsOf(stdout).map(({ name }) => name));
      expect(names.has('main'), profile).toBe(true);
      expect([...names].filter((name) => ['script', 'img'].includes(name))).toEqual([]);
      expect(
        tagsOf(stdout).flatMap(({ attributes }) => Object.keys(attributes).filter((key) => key.startsWith('on'))),
      ).toEqual([]);
    }
  });
});

test('a page needs nothing but itself', async () => {
  const { stdout } = await run(['report', 'node7.yaml', '--out', '-'], { cwd: fullFolder() });
  const references = tagsOf(stdout).flatMap(({ name, attributes: { href, src } }) => [
    ...(href === undefined || (name === 'a' && href.startsWith('#')) ? [] : [href]),
    ...(src ?? []),
  ]);
  expect(references).toEqual([]);
  expect(stdout).not.toMatch(/@import|url\(/);
  expect(Buffer.byteLength(stdout)).toBeLessThan(150_000);
});

test('an index refers to the pages beside it, and to nothing else', async () => {
  const cwd = folderWith({ 'a.yaml': leastProfile, 'b.yaml': leastProfile.replace('least', 'b') });
  const reports = await reportsIn(cwd, ['a.yaml', 'b.yaml']);
  const pages = reports.map((report) => ({ page: `${report.name}.html`, report }));
  const hrefs = tagsOf(pagesOf(pages, []).get('index.html')!).flatMap(({ attributes: { href } }) => href ?? []);
  expect(hrefs).toEqual(['#main', ...fleetOf(pages, []).hosts.map(({ page }) => page)]);
});
