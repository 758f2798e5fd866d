import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { folderWith } from '../../support/run.ts';
import { complaintsAbout, timeout } from './amount.ts';
import { mutated } from './bytes.ts';
import { outcome } from './outcome.ts';

const examples = readdirSync('profiles')
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => path.join('profiles', file));
const rejected = readdirSync('test/rejected', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `test/rejected/${name}/profile.yaml`);
const all = [...examples, ...rejected].map((file) => ({
  text: readFileSync(file, 'utf8'),
  // Beside it lies what it names.
  folder: path.dirname(file).replace(/^profiles$/, 'test/rejected/empty-file'),
}));

/** Files that profiles name are where they were. */
function copyOfAll(): string {
  const cwd = folderWith();
  cpSync('test/rejected', path.join(cwd, 'test/rejected'), { recursive: true, verbatimSymlinks: true });
  symlinkSync(path.resolve('test/facts'), path.join(cwd, 'test/facts'));
  return cwd;
}

/** What every verb says that takes a profile. */
async function complaintsOf(text: string | Buffer, folder: string, verbs: string[][]): Promise<string[]> {
  writeFileSync(path.join(folder, 'profile.yaml'), text);
  const texts = { 'profile.yaml': text.toString('utf8') };
  const complaints: string[] = [];
  for (const verb of verbs) {
    const { status, complaints: more } = await outcome([...verb, 'profile.yaml'], folder, texts);
    complaints.push(...more);
    // What `check` refuses, each other verb refuses with the same words.
    if (verb[0] === 'check' && status !== 0) break;
  }
  rmSync(path.join(folder, 'out'), { recursive: true, force: true });
  return complaints;
}

const verbs = [['check'], ['build'], ['try']];

test('a profile may be any text: each verb accepts it, or refuses it at a place in it', { timeout }, async () => {
  const cwd = copyOfAll();
  const texts = fc.nat(all.length - 1).chain((at) => mutated([all[at]!.text]).map((text) => ({ at, text })));
  expect(
    await complaintsAbout(texts, 40, ({ at, text }) => complaintsOf(text, path.join(cwd, all[at]!.folder), verbs)),
  ).toEqual([]);
});

type Tree = Record<string, unknown>;
const trees = all.flatMap(({ text, folder }) => {
  try {
    const tree = parse(text, { maxAliasCount: 0, logLevel: 'silent' });
    return typeof tree === 'object' && tree !== null ? [{ tree: tree as Tree, folder }] : [];
  } catch {
    return [];
  }
});

/** Every value below a tree, with what holds it and its key. */
const slots = (value: unknown): { holder: Tree; key: string }[] =>
  typeof value === 'object' && value !== null
    ? Object.keys(value).flatMap((key) => [{ holder: value as Tree, key }, ...slots((value as Tree)[key])])
    : [];

const odd = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  2 ** 53,
  -0,
  '',
  ' ',
  '/',
  '..',
  '{{hostname}}',
  '%',
  '\u0000',
  '\u202e',
  '💾',
  "'",
  [],
  {},
  [null],
  [[]],
  { '': {} },
];
const keys = [
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '',
  '/',
  '..',
  '-',
  '0',
  'null',
  'a.b',
  'a/b',
  '💾',
  'x'.repeat(300),
];

/** Something of another place, or something odd, is put into a place; or the place gets another name. */
const graft = fc.record({
  into: fc.nat(),
  from: fc.nat(),
  other: fc.nat(trees.length - 1),
  kind: fc.constantFrom('graft', 'graft', 'odd', 'key', 'list', 'gone', 'whole'),
  odd: fc.constantFrom<unknown>(...odd),
  name: fc.constantFrom(...keys),
});
type Graft = typeof graft extends fc.Arbitrary<infer G> ? G : never;

function grafted(root: Tree, { into, from, other, kind, odd: strange, name }: Graft): Tree {
  const places = slots(root);
  const donors = slots(trees[other]!.tree);
  if (places.length === 0 || donors.length === 0) return root;
  const { holder, key } = places[into % places.length]!;
  const donor = donors[from % donors.length]!;
  if (kind === 'graft') holder[key] = structuredClone(donor.holder[donor.key]);
  else if (kind === 'odd') holder[key] = structuredClone(strange);
  else if (kind === 'list') holder[key] = [holder[key], structuredClone(donor.holder[donor.key])];
  else if (kind === 'key') holder[name] = holder[key];
  else if (kind === 'whole') Object.assign(root, structuredClone(trees[other]!.tree));
  else delete holder[key];
  return root;
}

test('a profile may have any value of another at any place', { timeout }, async () => {
  const cwd = copyOfAll();
  const profiles = fc
    .tuple(fc.nat(trees.length - 1), fc.array(graft, { minLength: 1, maxLength: 5 }))
    .map(([at, grafts]) => ({
      at,
      text: JSON.stringify(grafts.reduce(grafted, structuredClone(trees[at]!.tree)), null, 1),
    }));
  expect(
    await complaintsAbout(profiles, 60, ({ at, text }) => complaintsOf(text, path.join(cwd, trees[at]!.folder), verbs)),
  ).toEqual([]);
});
