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

/** Cycles of imports that are there when the program runs, each as the way around it. */
function cycles(sources: Sources): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, typeOnly } of edges(sources)) if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
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

/** A schema says keys, types and words; whatever it imports could make it depend on more. */
function schemaImports(sources: Sources): string[] {
  return edges(sources)
    .filter(({ from }) => /^src\/features\/.*\/schema\.ts$/.test(from))
    .filter(({ from, to }) => {
      const shared = ['zod', 'src/profile/scalars.ts', 'src/profile/secret.ts'].includes(to);
      const own = to.endsWith('/schema.ts') && featureOf(to) === featureOf(from);
      return !(shared || own || to.startsWith('src/target/'));
    })
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** Features are data in, data out; the world is read and written at the two ends of the pipeline. */
function featuresThatTouchTheWorld(sources: Sources): string[] {
  return edges(sources)
    .filter(({ from, to }) => featureOf(from) && /^(node:)?(fs|child_process|net|http|https|os|process)(\/|$)/.test(to))
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

  test('a cycle of values, but not one of types', () => {
    const two = (type: string) => ({
      'src/a.ts': "import { b } from './b.ts';",
      'src/b.ts': `import ${type} { c } from './c.ts';`,
      'src/c.ts': "import { a } from './a.ts';",
    });
    expect(cycles(sources(two('')))).toEqual(['src/a.ts → src/b.ts → src/c.ts → src/a.ts']);
    expect(cycles(sources(two('type')))).toEqual([]);
    expect(cycles(sources({ 'src/a.ts': "import './a.ts';" }))).toEqual(['src/a.ts → src/a.ts']);
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

  test('have no feature that knows another', () => {
    expect(featureToFeature(sources)).toEqual([]);
  });

  test('have no cycle', () => {
    expect(cycles(sources)).toEqual([]);
  });

  test('have schemas that import zod and the words of the profile only', () => {
    expect(schemaImports(sources)).toEqual([]);
  });

  test('have features that touch no file', () => {
    expect(featuresThatTouchTheWorld(sources)).toEqual([]);
  });

  test('hand the list of features to the pipeline alone', () => {
    const importers = importersOf('src/features/index.ts', sources);
    expect(importers.length).toBeGreaterThan(0);
    for (const file of importers) expect(file).toMatch(/^src\/pipeline\//);
  });
});
