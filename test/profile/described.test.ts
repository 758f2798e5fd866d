import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { profileJsonSchema } from '../../src/host/json-schema.ts';

interface Node {
  description?: string;
  pattern?: string;
  patternErrorMessage?: string;
  examples?: unknown[];
  $ref?: string;
  $defs?: Record<string, Node>;
  properties?: Record<string, Node>;
  additionalProperties?: Node | boolean;
  items?: Node;
  anyOf?: Node[];
  oneOf?: Node[];
  allOf?: Node[];
}

const root = profileJsonSchema() as Node;

/** Every key of the schema with its path, in all branches of unions. */
function* keysOf(node: Node, path: string): Generator<{ path: string; node: Node }> {
  for (const [name, below] of Object.entries(node.properties ?? {})) {
    yield { path: `${path}${name}`, node: below };
    yield* keysOf(below, `${path}${name}.`);
  }
  for (const branch of [node.anyOf, node.oneOf, node.allOf].flatMap((branches) => branches ?? []))
    yield* keysOf(branch, path);
  if (node.items) yield* keysOf(node.items, `${path}[].`);
  if (typeof node.additionalProperties === 'object') yield* keysOf(node.additionalProperties, `${path}*.`);
}

const keys = [...keysOf(root, '')];

/** Every schema in a schema. */
function* nodesOf(node: unknown): Generator<Node> {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) yield node;
  for (const [key, below] of Object.entries(node)) if (key !== 'examples' && key !== 'default') yield* nodesOf(below);
}

test('every key says what it is', () => {
  expect(keys.length).toBeGreaterThan(800);
  expect(keys.filter(({ node }) => !node.description).map(({ path }) => path)).toEqual([]);
});

test('every key has an example, and accepts it', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const wrong = keys.flatMap(({ path, node }) => {
    const accepts = ajv.compile({ ...node, ...(root.$defs ? { $defs: root.$defs } : {}) });
    return (node.examples ?? []).filter((example) => !accepts(example)).map((example) => ({ path, example }));
  });
  expect(keys.filter(({ node }) => !node.examples).map(({ path }) => path)).toEqual([]);
  expect(wrong).toEqual([]);
});

test('an editor prints what a format is, and not its pattern', () => {
  const silent = [...nodesOf(root)].filter(({ pattern, patternErrorMessage }) => pattern && !patternErrorMessage);
  expect(silent).toEqual([]);
  expect(keys.find(({ path }) => path === 'match.uuid')?.node.patternErrorMessage).toBe(
    'Expected a UUID. Write 8-4-4-4-12 lower-case hexadecimal digits.',
  );
});

test('a file of facts is exemplified by one', () => {
  expect(keys.find(({ path }) => path === 'facts')?.node.examples).toEqual(['facts/kvm1.json']);
});
