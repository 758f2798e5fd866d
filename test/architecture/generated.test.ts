import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { profileJsonSchema } from '../../src/host/json-schema.ts';
import { profileReference } from '../../src/host/reference.ts';
import { acceptedProfiles } from '../support/accepted-profiles.ts';
import { type Schema as DrawnSchema, keysOf } from '../support/from-schema.ts';
import { folderWith, run } from '../support/run.ts';

const remedy = 'run: npm run generate';

test('profile.schema.json is what npm run generate makes of the schema', () => {
  const file = readFileSync('profile.schema.json', 'utf8');
  expect(file, remedy).toBe(`${JSON.stringify(profileJsonSchema(), null, 2)}\n`);
});

test('docs/profile.md and the pages of its sections are what npm run generate makes of the schema', () => {
  const pages = ['profile.md', ...readdirSync('docs/profile').map((name) => `profile/${name}`)];
  const texts = pages.map((name) => [name, readFileSync(`docs/${name}`, 'utf8')]);
  expect(Object.fromEntries(texts), remedy).toEqual(profileReference());
});

test('docs/mkapkovl.1 is what npm run generate makes of the commands', async () => {
  expect(readFileSync('docs/mkapkovl.1', 'utf8'), remedy).toBe((await run(['manual'])).stdout);
});

// Words of our own (which lists append, which values name files) stand in the schema too, and editors pass them over.
const ajv = new Ajv2020({ strict: false, allErrors: true });
const validate = ajv.compile(JSON.parse(readFileSync('profile.schema.json', 'utf8')));

/** What an editor would underline. */
function complaints(profile: unknown): string[] {
  validate(profile);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('to an editor with profile.schema.json', () => {
  test.each(['home-assistant', 'minimal', 'unattended'])('the example %s is without fault', (name) => {
    const text = readFileSync(`profiles/${name}.yaml`, 'utf8');
    expect(text).toContain('# yaml-language-server: $schema=../profile.schema.json');
    expect(complaints(parse(text))).toEqual([]);
  });

  test('so is everything that check lets through', { timeout: 120_000 }, async () => {
    const cwd = folderWith();
    const property = fc.asyncProperty(acceptedProfiles(), async (profile) => {
      writeFileSync(path.join(cwd, 'profile.yaml'), JSON.stringify(profile));
      fc.pre((await run(['check', 'profile.yaml'], { cwd })).status === 0);
      expect(complaints(profile)).toEqual([]);
    });
    await fc.assert(property, { seed: 20261127, numRuns: 100, maxSkipsPerRun: 1 });
  });

  test('a profile that leaves things to what it extends is not faulty', () => {
    expect(complaints({ extends: ['base.yaml'], hostname: 'kvm2' })).toEqual([]);
  });

  test.each([
    [{ hostnam: 'kvm1' }, ' must NOT have additional properties'],
    [{ hostname: '-kvm1' }, '/hostname must match pattern'],
    [{ alpine: { release: 3.23 } }, '/alpine/release must be'],
    [
      { network: { interfaces: { br0: { bridge: { ports: 'eth0' } } } } },
      '/network/interfaces/br0/bridge/ports must be',
    ],
    [{ vms: { one: { memory: 1024 } } }, '/vms/one/memory must be string'],
    [{ access: { root: { password: 'secret' } } }, '/access/root/password must be'],
  ])('%j is underlined', (profile, complaint) => {
    expect(complaints(profile)).toContainEqual(expect.stringContaining(complaint));
  });
});

type Schema = { [key: string]: unknown; examples?: unknown[]; default?: unknown };

/** Every part of the schema that gives an example or a default. */
function* parts(schema: Schema, at: string): Generator<{ at: string; schema: Schema; values: unknown[] }> {
  const values = [...(schema.examples ?? []), ...('default' in schema ? [schema.default] : [])];
  if (values.length > 0) yield { at, schema, values };
  for (const [key, value] of Object.entries(schema)) {
    if (typeof value === 'object' && value !== null && !['examples', 'default', 'enum'].includes(key)) {
      yield* parts(value as Schema, `${at}/${key}`);
    }
  }
}

/** The part as a schema of its own. */
function partOf({ $schema: _, ...schema }: Schema, at: string): object {
  return { ...schema, $id: `part:${at}` };
}

test('every example and every default that is shown is one that the key takes', () => {
  const all = [...parts(profileJsonSchema() as Schema, '')];
  expect(all.length).toBeGreaterThan(80);
  for (const { at, schema, values } of all) {
    const fits = ajv.compile(partOf(schema, at));
    for (const value of values) expect({ at, value, fits: fits(value) }).toEqual({ at, value, fits: true });
  }
});

describe('the pages about keys', () => {
  const rows = Object.values(profileReference()).flatMap((page) =>
    page.split('\n').filter((line) => line.startsWith('| `')),
  );

  test('has a row for every key of the schema', () => {
    // Names that users choose are NAME; a value or a list of such has one row.
    const known = new Set(rows.map((row) => /^\| `([^`]+)`/.exec(row)?.[1]?.replaceAll('[]', '')));
    const keys = keysOf(profileJsonSchema() as DrawnSchema)
      .filter((key) => !key.endsWith('*'))
      .map((key) => key.replaceAll('*', 'NAME').replaceAll('[]', ''));
    expect(keys.length).toBeGreaterThan(600);
    expect(keys.filter((key) => !known.has(key))).toEqual([]);
  });

  test('says of every list whether it appends or replaces', () => {
    const appended = rows.filter((row) => row.includes('| appends |')).map((row) => /`([^`]+)`/.exec(row)?.[1]);
    expect(appended).toEqual([
      'packages',
      'overlays',
      'access.root.authorized_keys',
      'access.users.NAME.authorized_keys',
      'signing.allowed_signers',
      'boot.options',
      'boot.modules',
    ]);
  });
});
