import { describe, expect, test } from 'vitest';
import { importsOf, projectSources, type Sources } from '../support/sources.ts';

/** The folder of the feature that a file belongs to; features/feature.ts and features/index.ts belong to none. */
function featureOf(file: string): string | undefined {
  return /^src\/features\/([^/]+)\//.exec(file)?.[1];
}

function featureToFeature(sources: Sources): string[] {
  return edges(sources)
    .filter(({ from, to }) => featureOf(from) && featureOf(to) && featureOf(from) !== featureOf(to))
    .map(({ from, to }) => `${from} imports ${to}`);
}

function edges(sources: Sources) {
  return [...sources].flatMap(([from, text]) => importsOf(from, text).map((each) => ({ from, ...each })));
}

/** Cycles of imports, those of types included, each as the way around it. */
function cycles(sources: Sources): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges(sources)) next.set(from, [...(next.get(from) ?? []), to]);
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: string[]) => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file].join(' → '));
    if (way.includes(file) || done.has(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...way, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}

/** The rooms, the highest first; rooms of one line know nothing of each other. */
const layers = [
  ['src'],
  ['library'],
  ['commands'],
  ['report'],
  ['trial', 'import', 'compare', 'lock'],
  ['medium'],
  ['pipeline'],
  ['download', 'remote'],
  ['artifact'],
  ['features'],
  ['guest'],
  ['tree'],
  ['host'],
  ['lockfile'],
  ['machine'],
  ['schema.ts'],
  ['target'],
  ['profile'],
  ['xml'],
  ['findings'],
  ['secrets'],
  ['process'],
];

/** The room that a file belongs to; the schemas of features and of a guest's kinds are a room of their own. */
function roomOf(file: string): string {
  const [, room = '', ...rest] = file.split('/');
  if (['features', 'guest'].includes(room) && rest.at(-1) === 'schema.ts') return 'schema.ts';
  return rest.length === 0 ? 'src' : room;
}

/** Imports, of types too, that do not lead down. */
function upwards(sources: Sources): string[] {
  const layerOf = (file: string) => layers.findIndex((rooms) => rooms.includes(roomOf(file)));
  return edges(sources)
    .filter(({ to }) => to.startsWith('src/'))
    .filter(({ from, to }) => roomOf(from) !== roomOf(to) && layerOf(to) <= layerOf(from))
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** A schema says keys, types and words; whatever it imports could make it depend on more. */
function schemaImports(sources: Sources): string[] {
  return edges(sources)
    .filter(({ from }) => /^src\/(features|guest)\/.*schema\.ts$/.test(from))
    .filter(({ from, to }) => {
      const shared = ['zod', 'scalars', 'ssh-keys', 'secret'].includes(to.replace(/^src\/profile\/(.+)\.ts$/, '$1'));
      const other = featureOf(to) !== undefined && featureOf(to) !== featureOf(from);
      const own = to.endsWith('/schema.ts') && !other;
      return !(shared || own || to.startsWith('src/target/'));
    })
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** Features are data in, data out; the world is read and written at the two ends of the pipeline. */
function featuresThatTouchTheWorld(sources: Sources): string[] {
  return edges(sources)
    .filter(
      ({ from, to }) =>
        /^src\/(features|guest)\//.test(from) && /^(node:)?(fs|child_process|net|http|https|os|process)(\/|$)/.test(to),
    )
    .map(({ from, to }) => `${from} imports ${to}`);
}

function importersOf(target: string, sources: Sources): string[] {
  return edges(sources).flatMap(({ from, to }) => (to === target ? [from] : []));
}

describe('the rules find what they are there for', () => {
  const sources = (files: Record<string, string>) => new Map(Object.entries(files));

  test('a feature that imports another, be it a type, and in whatever form', () => {
    const other = (line: string) => featureToFeature(sources({ 'src/features/vms/check.ts': line }));
    const named = ['src/features/vms/check.ts imports src/features/network/ports.ts'];
    expect(other("import { portsOf } from '../network/ports.ts';")).toEqual(named);
    expect(other("import type { Port } from '../network/ports.ts';")).toEqual(named);
    expect(other("export * from '../network/ports.ts';")).toEqual(named);
    expect(other("await import('../network/ports.ts');")).toEqual(named);
    expect(other("type Port = import('../network/ports.ts').Port;")).toEqual(named);
    expect(other("import { viewOf } from './devices/disk/view.ts';")).toEqual([]);
    expect(other("import type { Feature } from '../feature.ts';")).toEqual([]);
  });

  test('a cycle, of types too', () => {
    const two = (type: string) => ({
      'src/a.ts': "import { b } from './b.ts';",
      'src/b.ts': `import ${type} { c } from './c.ts';`,
      'src/c.ts': "import { a } from './a.ts';",
    });
    expect(cycles(sources(two('')))).toEqual(['src/a.ts → src/b.ts → src/c.ts → src/a.ts']);
    expect(cycles(sources(two('type')))).toHaveLength(1);
    expect(cycles(sources({ 'src/a.ts': "import './a.ts';" }))).toEqual(['src/a.ts → src/a.ts']);
  });

  test('an import that leads up or aside, be it a type', () => {
    const from = (file: string, to: string) => upwards(sources({ [file]: `import type { A } from '#${to}';` }));
    expect(from('src/guest/domain.ts', 'src/features/vms/check.ts')).toHaveLength(1);
    expect(from('src/import/read.ts', 'src/trial/try.ts')).toHaveLength(1);
    expect(from('src/host/schema.ts', 'src/features/vms/schema.ts')).toEqual([]);
    expect(from('src/host/host.ts', 'src/features/vms/resolve.ts')).toHaveLength(1);
    expect(from('src/features/vms/check.ts', 'src/guest/domain.ts')).toEqual([]);
  });

  test('a schema that depends on more than words', () => {
    const schema = (line: string) => schemaImports(sources({ 'src/features/vms/schema.ts': line }));
    expect(schema("import { readFacts } from '../../machine/read.ts';")).toHaveLength(1);
    expect(schema("import * as z from 'zod';\nimport { disk } from './devices/disk/schema.ts';")).toEqual([]);
  });

  test('a feature that reads a file', () => {
    const feature = (line: string) => featuresThatTouchTheWorld(sources({ 'src/features/vms/view.ts': line }));
    expect(feature("import { readFileSync } from 'node:fs';")).toHaveLength(1);
    expect(feature("import { readFile } from 'fs/promises';")).toHaveLength(1);
    expect(feature("import { createHash } from 'node:crypto';")).toEqual([]);
  });
});

describe('the sources', () => {
  const sources = projectSources();

  test('are all looked at', () => {
    expect(sources.size).toBeGreaterThan(100);
    expect(edges(sources).filter(({ to }) => to.startsWith('src/') && !sources.has(to) && to.endsWith('.ts'))).toEqual(
      [],
    );
  });

  test('lie in rooms that are known', () => {
    const known = layers.flat();
    expect([...sources.keys()].filter((file) => !known.includes(roomOf(file)))).toEqual([]);
  });

  test('import downwards only', () => {
    expect(upwards(sources)).toEqual([]);
  });

  test('have no feature that knows another', () => {
    expect(featureToFeature(sources)).toEqual([]);
  });

  test('have no cycle', () => {
    expect(cycles(sources)).toEqual([]);
  });

  test('have schemas that import zod and the words of the profile only', () => {
    expect(schemaImports(sources)).toEqual([]);
  });

  test('have features and kinds of devices that touch no file', () => {
    expect(featuresThatTouchTheWorld(sources)).toEqual([]);
  });

  test('hand the list of features to the pipeline alone', () => {
    const importers = importersOf('src/features/index.ts', sources);
    expect(importers.length).toBeGreaterThan(0);
    for (const file of importers) expect(file).toMatch(/^src\/pipeline\//);
  });
});
