import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { emptyLock, type Lock } from '../../src/lockfile/schema.ts';
import { lockText } from '../../src/lockfile/text.ts';
import { helpers } from '../../src/tree/helpers.ts';
import type { View } from '../../src/tree/request.ts';
import { fullFolder } from '../report/profiles.ts';
import { profilesWithEveryKey } from '../support/any-profile.ts';
import { overlayFiles } from '../support/overlays.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { allPaths, faultsOf, pathsIn, type TemplatePath, type Templates } from '../support/template-paths.ts';

/** Each view that was rendered, once. */
const views = new Map<string, View>();

vi.mock('../../src/tree/templates.ts', async (importOriginal) => {
  const actual = await importOriginal<typeof import('../../src/tree/templates.ts')>();
  const renderView = (view: View) => {
    views.set(JSON.stringify(view), view);
    return actual.renderView(view);
  };
  return { ...actual, renderView };
});

const alpine = 'https://dl-cdn.alpinelinux.org/alpine/v3.23';
/** A lock that has a package of the least profile. */
const lock: Lock = {
  ...emptyLock,
  packages: [
    {
      ...{ release: '3.23', arch: 'x86_64', world: [] },
      repositories: ['main', 'community'].map((name) => ({
        ...{ url: `${alpine}/${name}`, sha256: '0'.repeat(64), key: 'a.rsa.pub' },
      })),
      closure: { vim: { version: '9.0-r1', checksum: 'Q1x', size: 1, repository: `${alpine}/main` } },
    },
  ],
};

const templates: Templates = new Map(
  [...overlayFiles()]
    .filter(([name]) => name.endsWith('.hbs'))
    .map(([name, source]) => [name.slice(0, -'.hbs'.length), source]),
);

const text = ({ template, place, path: name }: TemplatePath) => `${template}:${place} ${name}`;

/** The names in templates that none of the views has. */
function misses(all: Templates, given: readonly View[]): string[] {
  const found = new Set(given.flatMap((view) => pathsIn(view, all)).map(text));
  return allPaths(all)
    .map(text)
    .filter((each) => !found.has(each));
}

describe('the rules find what they are there for', () => {
  const one = (source: string) => new Map([['a', source]]);

  test.each([
    ['{{name}}', 'a:1: bare {{name}}'],
    ['x\n{{{line name}}}', 'a:2: unescaped {{{line}}}'],
    ['{{upper name}}', 'a:1: unknown form {{upper …}}'],
    ['{{line name other}}', 'a:1: unknown form {{line …}}'],
    ['{{#each list}}{{this}}{{/each}}', 'a:1: bare {{this}}'],
    ['{{#if a}}{{else}}{{name}}{{/if}}', 'a:1: bare {{name}}'],
    ['{{#list}}{{line this}}{{/list}}', 'a:1: unknown block {{#list}}'],
    ['{{> b}}', 'a:1: unknown partial {{> b}}'],
    ['{{line (xml name)}}', 'a:1: SubExpression is not understood here'],
  ])('%s', (source, fault) => {
    expect(faultsOf('a', one(source))).toEqual([fault]);
  });

  const view = { template: 'a', values: { list: [{ name: 'x', deep: undefined }], on: false, off: { there: 1 } } };

  test.each([
    ['{{#if on}}{{line off.there}}{{/if}}', []],
    ['{{#if onn}}{{/if}}', ['a:1:7 onn']],
    ['{{#if on}}{{line missing}}{{/if}}', ['a:1:18 missing']],
    ['{{#each list}}{{line name}}{{line ../on}}{{/each}}', []],
    ['{{#each list}}{{line on}}{{/each}}', ['a:1:22 on']],
    ['{{#each list}}{{#if deep}}{{line deep.er}}{{/if}}{{/each}}', ['a:1:34 deep.er']],
    ['{{word off.ther}}', ['a:1:8 off.ther']],
    ['{{#with off}}{{line there}}{{/with}}', []],
  ])('%s misses %j', (source, missing) => {
    expect(misses(one(source), [view])).toEqual(missing);
  });

  test('a partial is walked with what it is given', () => {
    const two = new Map([
      ['a', '{{#each list}}{{> b}}{{/each}}{{> b off}}'],
      ['b', '{{line name}}{{line there}}{{line on}}'],
    ]);
    expect(misses(two, [view])).toEqual(['b:1:35 on']);
  });
});

describe('the templates', () => {
  test('are all there', () => {
    expect(templates.size).toBeGreaterThan(30);
  });

  test('print nothing without a form, and know the forms that there are', () => {
    expect([...templates.keys()].flatMap((name) => faultsOf(name, templates))).toEqual([]);
    expect(Object.keys(helpers).sort()).toEqual(['attributes', 'cell', 'line', 'markup', 'word', 'xml']);
  });

  test('name nothing that no view has', async () => {
    const cwd = folderWith();
    const examples = ['home-assistant', 'minimal', 'unattended'].map((name) => path.resolve(`profiles/${name}.yaml`));
    const elder = leastProfile.replace('3.23', '3.18').replace('least', 'elder');
    writeFileSync(path.join(cwd, 'elder.yaml'), `${elder}passthrough: { devices: [{ id: "8086:3a67" }] }\n`);
    const locked = folderWith({ 'least.yaml': leastProfile, 'mkapkovl.lock.json': lockText(lock) });
    expect((await run(['build', 'least.yaml'], { cwd: locked })).status).toBe(0);
    const { status, stdout } = await run(['check', ...examples, 'elder.yaml'], { cwd });
    expect(stdout).not.toContain(': error: ');
    expect(status).toBe(0);
    // The pages of report, of a host that has everything, of faults, and of several.
    const guest = '{ memory: 1GiB, uuid: 11111111-2222-4333-8444-555555555555 }';
    const pages = fullFolder({
      'faulty.yaml': `${leastProfile}sytem: {}\n`,
      'alike.yaml': `${leastProfile}vms: { a: ${guest}, b: ${guest} }\n`,
      'base.yaml': 'abstract: true\n',
    });
    const dated = { cwd: pages, env: { SOURCE_DATE_EPOCH: '0' } };
    expect((await run(['report', '.', path.resolve('profiles/minimal.yaml')], dated)).status).toBe(1);
    const { refused } = await profilesWithEveryKey(cwd, 20240501);
    expect(refused).toEqual([]);
    expect(misses(templates, [...views.values()])).toEqual([]);
  }, 360_000);

  test('are used, every one of them', () => {
    const used = new Set(
      [...views.values()].flatMap((view) => [view, ...pathsIn(view, templates)]).map(({ template }) => template),
    );
    expect([...templates.keys()].filter((name) => !used.has(name))).toEqual([]);
  });
});
