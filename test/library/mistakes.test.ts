import { chmodSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { build, check, devices, inspect, lock, media, type Result } from '../../src/index.ts';
import { folderWith, leastProfile } from '../support/run.ts';

/** Files that are not what a function reads, by name. */
const wrong: Record<string, string> = {
  'empty.yaml': '',
  'text.yaml': 'no profile at all\n',
  'list.yaml': '- a\n- b\n',
  'broken.yaml': 'hostname: [\n',
  'unknown.yaml': `${leastProfile}hostnam: a\n`,
  'alias.yaml': '&a [*a]\n',
  'bytes.yaml': '\0\u0001\ufffd',
  'below/file.yaml': '',
};
const names = [...Object.keys(wrong), 'missing.yaml', 'below', '', '\0', 'a\nb', '/dev/null/x', 'x'.repeat(5000)];

const functions: [string, (file: string, cwd: string) => Promise<Result>][] = [
  ['check', (file, cwd) => check(file, { cwd })],
  ['build', (file, cwd) => build(file, { cwd, environment: {} })],
  ['inspect', (file, cwd) => inspect(file, { cwd })],
  ['devices', (file, cwd) => devices(file, { cwd })],
  ['lock', (file, cwd) => lock(file, { cwd, environment: {}, check: true })],
  ['media', (file, cwd) => media('iso', 'least.yaml', { cwd, environment: {}, media: file })],
  ['check with facts', (file, cwd) => check('least.yaml', { cwd, facts: file })],
  ['check with a lock', (file, cwd) => check('least.yaml', { cwd, lock: file })],
];

describe.each(functions)('%s', (_, call) => {
  test.each(names.map((name) => [JSON.stringify(name).slice(0, 40), name]))(
    'reports %s as an error, and does not throw',
    async (_, name) => {
      const cwd = folderWith({ ...wrong, 'least.yaml': leastProfile });
      const { ok, findings, report } = await call(name, cwd);
      expect({ ok, errors: findings.filter(({ severity }) => severity === 'error').length > 0 }).toEqual({
        ok: false,
        errors: true,
      });
      expect(report).toContain(`[${findings[0]!.code}]`);
    },
  );
});

describe('build', () => {
  const cwdWith = (more = '') => folderWith({ 'least.yaml': leastProfile + more });

  test.each([
    ['a file as the output folder', { out: 'least.yaml' }],
    ['an output folder below a file', { out: 'least.yaml/out' }],
    ['an output folder with a NUL', { out: 'a\0b' }],
    ['a time that is none', { environment: { SOURCE_DATE_EPOCH: 'today' } }],
  ])('reports %s, and writes nothing', async (_, options) => {
    const result = await build('least.yaml', { cwd: cwdWith(), environment: {}, ...options });
    expect(result).toMatchObject({ ok: false, hosts: [], files: [] });
  });

  test('reports a secret that is not there', async () => {
    const more = 'users: { ana: { password: { env: MISSING } } }\n';
    const cwd = folderWith({ 'least.yaml': leastProfile.replace('prompt: true', 'env: MISSING') + more.slice(0, 0) });
    expect(await build('least.yaml', { cwd, environment: {} })).toMatchObject({ ok: false, files: [] });
  });

  test('writes to out, in the folder that is named', async () => {
    const cwd = cwdWith();
    const { ok, files } = await build('least.yaml', { cwd, environment: {} });
    expect({ ok, files }).toMatchObject({
      ok: true,
      files: [path.join('out', 'least.apkovl.tar.gz'), expect.anything(), expect.anything()],
    });
    expect((await inspect(files[0]!, { cwd })).ok).toBe(true);
  });

  test('encrypts with a passphrase, without which nothing is shown', async () => {
    const cwd = cwdWith();
    const { files } = await build('least.yaml', { cwd, environment: {}, passphrase: 'a long enough passphrase' });
    expect(await inspect(files[0]!, { cwd })).toMatchObject({ ok: false, entries: null });
    expect(await inspect(files[0]!, { cwd, passphrase: 'another' })).toMatchObject({ ok: false, entries: null });
    const { entries } = await inspect(files[0]!, { cwd, passphrase: 'a long enough passphrase' });
    expect(entries?.some((entry) => entry.path === 'etc/hostname')).toBe(true);
  });

  test.skipIf(process.getuid?.() === 0)('reports a folder that may not be written', async () => {
    const cwd = cwdWith();
    chmodSync(cwd, 0o500);
    expect(await build('least.yaml', { cwd, environment: {} })).toMatchObject({ ok: false, files: [] });
    chmodSync(cwd, 0o700);
  });
});

test('two profiles of one host are an error of check', async () => {
  const cwd = folderWith({ 'a.yaml': leastProfile, 'b.yaml': leastProfile });
  expect(await check(['a.yaml', 'b.yaml'], { cwd })).toMatchObject({
    ok: false,
    findings: [{ code: 'duplicate-hostname' }],
  });
});

test('a list without a name is a mistake of the caller: nothing is looked at, and nothing written', async () => {
  const cwd = folderWith();
  await expect(lock([], { cwd, environment: {} })).rejects.toThrow(new TypeError('no file is named'));
  await expect(build([], { cwd })).rejects.toThrow(TypeError);
  await expect(devices([], { cwd })).rejects.toThrow(new TypeError('no file is named'));
  const named = folderWith({ 'a.yaml': leastProfile });
  await expect(check(['a.yaml'], { cwd: named, facts: [] })).rejects.toThrow(new TypeError('no file is named'));
  expect(readdirSync(cwd)).toEqual([]);
});
