import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { profileJsonSchema } from '../../src/host/json-schema.ts';

interface Node {
  description?: string;
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

test('every key says what it is', () => {
  expect(keys.length).toBeGreaterThan(800);
  expect(keys.filter(({ node }) => !node.description).map(({ path }) => path)).toEqual([]);
});

test('every example is a value that the key accepts', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const wrong = keys.flatMap(({ path, node }) => {
    const accepts = ajv.compile({ ...node, ...(root.$defs ? { $defs: root.$defs } : {}) });
    return (node.examples ?? []).filter((example) => !accepts(example)).map((example) => ({ path, example }));
  });
  expect(keys.filter(({ node }) => node.examples).length).toBeGreaterThan(450);
  expect(wrong).toEqual([]);
});

test('a file of facts is exemplified by one', () => {
  expect(keys.find(({ path }) => path === 'facts')?.node.examples).toEqual(['facts/kvm1.json']);
});
