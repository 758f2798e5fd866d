import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { filePath } from '../../src/profile/scalars.ts';
import { loadedBy } from '../support/loaded.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';

const schema = z.strictObject({
  name: z.string().optional(),
  order: z.array(z.string()).default([]).meta({ merge: 'append' }),
  file: filePath.optional(),
  files: z.record(z.string(), z.strictObject({ source: filePath })).default({}),
  secret: z.union([z.strictObject({ env: z.string() }), z.strictObject({ file: filePath })]).optional(),
});

describe('the order of extended files', () => {
  test('is left to right, then the file itself: later wins', () => {
    const files = {
      'a.yaml': 'name: a\norder: [a]\n',
      'b.yaml': 'name: b\norder: [b]\n',
      'top.yaml': 'order: [top]\nextends: [a.yaml, b.yaml]\n',
    };
    expect(loadedBy(schema, files).data).toEqual({ name: 'b', order: ['a', 'b', 'top'] });
  });

  test('takes what a file extends before the file', () => {
    const files = {
      'site.yaml': 'name: site\norder: [site]\n',
      'rack.yaml': 'extends: [site.yaml]\nname: rack\norder: [rack]\n',
      'kind.yaml': 'order: [kind]\n',
      'top.yaml': 'extends: [rack.yaml, kind.yaml]\norder: [top]\n',
    };
    expect(loadedBy(schema, files).data).toEqual({ name: 'rack', order: ['site', 'rack', 'kind', 'top'] });
  });

  test('of a diamond takes the common base twice, and its items once', () => {
    const files = {
      'base.yaml': 'name: base\norder: [base]\n',
      'left.yaml': 'extends: [base.yaml]\nname: left\norder: [left]\n',
      'right.yaml': 'extends: [base.yaml]\norder: [right]\n',
      'top.yaml': 'extends: [left.yaml, right.yaml]\norder: [top]\n',
    };
    const { data, findings } = loadedBy(schema, files);
    // right.yaml brings the base's name once more, after left.yaml: as if each branch had been written out.
    expect(data).toEqual({ name: 'base', order: ['base', 'left', 'right', 'top'] });
    expect(findings).toEqual([]);
  });

  test('may name a file twice', () => {
    const files = { 'a.yaml': 'order: [a]\n', 'top.yaml': 'extends: [a.yaml, a.yaml]\n' };
    expect(loadedBy(schema, files)).toMatchObject({ data: { order: ['a'] }, findings: [] });
  });

  test('through many layers, each of which names the next one twice, takes no time to speak of', () => {
    const layers = Array.from({ length: 40 }, (_, n) => [
      `l${n}.yaml`,
      n === 39 ? 'order: [last]\n' : `extends: [l${n + 1}.yaml, l${n + 1}.yaml]\n`,
    ]);
    const files = { ...Object.fromEntries(layers), 'top.yaml': 'extends: [l0.yaml]\n' };
    expect(loadedBy(schema, files)).toMatchObject({ data: { order: ['last'] }, findings: [] });
  });
});

describe('file names', () => {
  test('are relative to the file that names them, and are printed relative to the working directory', () => {
    const files = {
      'site/parts/a.yaml':
        'file: ../facts.json\nfiles: { x: { source: x }, y: { source: ./y } }\nsecret: { file: key }\n',
      'site/base.yaml': 'extends: [parts/a.yaml]\n',
      'top.yaml': 'extends: [site/base.yaml]\nfiles: { y: { source: y } }\n',
    };
    expect(loadedBy(schema, files).data).toEqual({
      file: 'site/facts.json',
      files: { x: { source: 'site/parts/x' }, y: { source: 'y' } },
      secret: { file: 'site/parts/key' },
    });
  });

  test('that are absolute stay as they are', () => {
    expect(loadedBy(schema, { 'top.yaml': 'file: /srv/facts.json\n' }).data).toEqual({ file: '/srv/facts.json' });
  });

  test('in findings are relative to the working directory', async () => {
    const folder = folderWith({
      'hosts/kvm1.yaml': `extends: [../site/base.yaml]\n${leastProfile}`,
      'site/base.yaml': 'overlays: [trees/common]\n',
      'elsewhere/x': '',
    });
    const told = async (cwd: string, profile: string) => {
      const { stdout } = await run(['check', profile, '--format', 'json'], { cwd });
      return JSON.parse(stdout).map(({ file, message }: { file: string; message: string }) => `${file}: ${message}`);
    };
    expect(await told(folder, 'hosts/kvm1.yaml')).toEqual([
      'site/base.yaml: the folder site/trees/common does not exist',
    ]);
    expect(await told(path.join(folder, 'hosts'), 'kvm1.yaml')).toEqual([
      '../site/base.yaml: the folder ../site/trees/common does not exist',
    ]);
    expect(await told(path.join(folder, 'elsewhere'), path.join(folder, 'hosts/kvm1.yaml'))).toEqual([
      `${folder}/site/base.yaml: the folder ${folder}/site/trees/common does not exist`,
    ]);
  });
});

describe('a circle', () => {
  test('is reported at the line that closes it, and everything else is loaded', () => {
    const files = {
      'a.yaml': 'order: [a]\nextends: [b.yaml]\n',
      'b.yaml': 'extends:\n  - c.yaml\n  - a.yaml\norder: [b]\n',
      'c.yaml': 'order: [c]\n',
      'top.yaml': 'extends: [a.yaml]\n',
    };
    const { data, findings } = loadedBy(schema, files);
    expect(findings).toMatchObject([
      {
        code: 'extends-cycle',
        file: 'b.yaml',
        line: 3,
        column: 5,
        message: 'a.yaml extends itself (a.yaml → b.yaml → a.yaml)',
      },
    ]);
    expect(data).toEqual({ order: ['c', 'b', 'a'] });
  });

  test('is seen through another way to write the name', () => {
    const files = { 'top.yaml': 'extends: [site/../top.yaml]\n', 'site/x': '' };
    expect(loadedBy(schema, files).findings).toMatchObject([{ code: 'extends-cycle', line: 1, column: 11 }]);
  });
});

describe('a base that cannot be had', () => {
  test('is reported at its line, and keys that it may have are not reported as missing', async () => {
    const cwd = folderWith({ 'top.yaml': 'extends: [gone.yaml]\nhostname: kvm1\nservices: { crond: null }\nbad: 1\n' });
    const { status, stdout } = await run(['check', 'top.yaml', '--format', 'json'], { cwd });
    expect({ status, findings: JSON.parse(stdout) }).toMatchObject({
      status: 1,
      findings: [
        { code: 'file-not-found', line: 1, column: 11 },
        { code: 'unknown-key', line: 4 },
      ],
    });
  });

  test('that exists and cannot be read is an environment error', async () => {
    const cwd = folderWith({ 'top.yaml': `extends: [folder]\n${leastProfile}`, 'folder/x': '' });
    const { status, stdout } = await run(['check', 'top.yaml', '--format', 'json'], { cwd });
    expect({ status, findings: JSON.parse(stdout) }).toMatchObject({
      status: 3,
      findings: [{ code: 'file-unreadable', file: 'top.yaml', line: 1, column: 11 }],
    });
  });

  test('with a fault that many profiles inherit is reported once', async () => {
    const cwd = folderWith({
      'base.yaml': 'bad: 1\n',
      ...Object.fromEntries(
        ['a', 'b', 'c'].map((name) => [`${name}.yaml`, `extends: [base.yaml]\n${leastProfile.replace('least', name)}`]),
      ),
    });
    for (const verb of ['check', 'build']) {
      const { stdout } = await run([verb, 'a.yaml', 'b.yaml', 'c.yaml', '--format', 'json'], { cwd });
      const value = JSON.parse(stdout);
      expect(verb === 'check' ? value : value.findings).toMatchObject([{ code: 'unknown-key', file: 'base.yaml' }]);
    }
  });
});

test('what a profile extends is not part of what it says', () => {
  const files = { 'base.yaml': 'name: x\n', 'top.yaml': 'extends: [base.yaml]\n' };
  expect(loadedBy(schema, files).data).not.toHaveProperty('extends');
});
