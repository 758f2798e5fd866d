import type * as z from 'zod';
import { closest } from '../findings/closest.ts';
import { type Path, type Problem, pointer } from '../findings/finding.ts';
import { secretKeyIn } from '../findings/secret-keys.ts';
import { literalIn } from '../secrets/find.ts';
import { nearestBranch, tagOf, wordsOf } from './branches.ts';
import { problemAt } from './codes.ts';
import { childOf, keysOf, shapeOf, unwrap } from './shape.ts';
import { type Meaning, meantBy, unknownKeys } from './unknown-keys.ts';
import { describe, formatIn, found, keyRemedy, quote, rewriteRemedy, separateItems } from './words.ts';

type AnySchema = z.core.$ZodType;
type Issue = z.core.$ZodIssue;

/** The value that an issue concerns, and its context. */
interface Spot {
  path: Path;
  value: unknown;
  schema: AnySchema | undefined;
  /** Below a reference to a secret: findings must not show a value that was written there by mistake. */
  hidden: boolean;
  /** The map that it is in, and its schema. */
  siblings?: unknown;
  map?: AnySchema | undefined;
}

/** Where a part of the profile is that is looked at by itself. */
interface Around {
  above: Path;
  hidden: boolean;
  meaning: Meaning;
}

const atTheTop: Around = { above: [], hidden: false, meaning: () => undefined };

/**
 * Problems for what zod found wrong with the merged data; each at the innermost faulty value. Nulls and secrets have
 * been reported by then (profile/merge.ts), and are not reported again. `meaning` knows keys of other places and tools.
 */
export function problemsOf(
  issues: readonly Issue[],
  schema: AnySchema,
  data: unknown,
  around: Partial<Around> = {},
): Problem[] {
  const whole = { ...atTheTop, ...around };
  const meant = new Set<string>();
  const problems = issues.flatMap((issue) => {
    const spot = spotOf(issue.path as Path, schema, data, whole);
    if (issue.code === 'invalid_key') return badKey(issue, spot);
    const { value } = spot;
    const reported = value === null || (typeof value === 'string' && literalIn(value) !== undefined);
    if (issue.code === 'unrecognized_keys')
      for (const key of meantBy({ ...spot, keys: issue.keys }, whole.meaning)) meant.add(key);
    return reported ? [] : problemOf(issue, spot, whole.meaning);
  });
  // A misspelt key, and the required key that is missing because of it, are one mistake.
  return problems.filter(({ code, where }) => code !== 'missing-key' || !meant.has(pointer(where.path ?? [])));
}

function problemOf(issue: Issue, spot: Spot, meaning: Meaning): Problem[] {
  const { path, value, schema, hidden } = spot;
  if (schema && isSecret(schema) && (!isMap(value) || !holdsOnly(value, keysOf(schema)))) {
    return [value === undefined ? missing(path, describe(schema, true)) : literalSecret(path)];
  }
  if (issue.code === 'unrecognized_keys') return unknownKeys({ ...spot, keys: issue.keys }, meaning);
  if (value === undefined) return [missing(path, schema ? describe(schema, true) : 'a value')];
  if (issue.code === 'invalid_union' && schema) return problemsOfUnion(issue, schema, spot, meaning);
  // A fraction instead of an integer is not a wrong type: the message of the format is clearer.
  const fraction = issue.code === 'invalid_type' && issue.expected === 'int' && typeof value === 'number';
  if (issue.code === 'invalid_type' && !fraction) return [wrongType(spot, undefined, meantBySpot(spot, meaning))];
  if (issue.code === 'invalid_value') {
    const { values } = issue;
    return [typeof value === typeof values[0] ? notOneOf(values.map(String), spot) : wrongType(spot)];
  }
  const format = formatIn(issue.message);
  const words = schema && typeof value === 'string' ? wordsOf(optionsOf(schema)) : [];
  const suggestion = closest(String(value), words);
  if (suggestion) return [wrongType(spot, suggestion)];
  const separated = schema && !hidden ? separateItems(value, schema, path) : undefined;
  const values = {
    value: shown(value, hidden),
    expected: [...words, format?.expected ?? issue.message].join(', or '),
    remedy: separated ?? format?.remedy ?? 'See docs/profile.md.',
  };
  return [problemAt('invalid-value', { path }, values)];
}

const shown = (value: unknown, hidden: boolean) => (hidden ? 'this value' : quote(value));

/** For a union, the problems of the most likely branch; if there is none, a problem that lists all branches. */
function problemsOfUnion(
  issue: Issue & { code: 'invalid_union' },
  schema: AnySchema,
  spot: Spot,
  meaning: Meaning,
): Problem[] {
  const { path, value } = spot;
  const hidden = spot.hidden || isSecret(schema);
  const options = optionsOf(schema);
  const errors = issue.errors as Issue[][];
  const below = { above: path, hidden, meaning };
  const tag = isMap(value) ? tagOf(options) : undefined;
  if (tag && isMap(value)) {
    const word = value[tag.key];
    const index = tag.words.indexOf(String(word));
    if (index !== -1) return problemsOf(errors[index]!, options[index]!, value, below);
    const there = [...path, tag.key];
    if (word === undefined) return [missing(there, `one of ${tag.words.join(', ')}`)];
    return word === null ? [] : [notOneOf(tag.words, { ...spot, path: there, value: word })];
  }
  const suggestion = typeof value === 'string' ? closest(value, wordsOf(options)) : undefined;
  const branch = suggestion ? undefined : nearestBranch(errors, options, value);
  if (branch) {
    const problems = problemsOf(branch.issues, branch.option, value, below);
    return problems.map((each) => notCombined(each, branch.option, options, spot) ?? each);
  }
  if (isMap(value) && Object.keys(value).length > 0)
    return unknownKeys({ ...spot, hidden, keys: Object.keys(value) }, meaning);
  return [wrongType({ ...spot, hidden }, suggestion)];
}

/** A key that another branch of the union has is known, but not next to the keys of this one. */
function notCombined(
  { code, where }: Problem,
  branch: AnySchema,
  options: AnySchema[],
  { path, value }: Spot,
): Problem | undefined {
  const key = where.path?.length === path.length + 1 ? where.path.at(-1) : undefined;
  if (code !== 'unknown-key' || typeof key !== 'string' || !isMap(value)) return undefined;
  const elsewhere = options.some((option) => keysOf(option).includes(key) || shapeOf(option).kind === 'record');
  const other = Object.keys(value).find((each) => keysOf(branch).includes(each));
  return elsewhere && other ? problemAt('keys-not-combinable', where, { key, other }) : undefined;
}

function badKey(issue: Issue & { code: 'invalid_key' }, { path }: Spot): Problem[] {
  const format = formatIn(issue.issues[0]?.message ?? '') ?? { expected: 'a name', remedy: 'See docs/profile.md.' };
  const key = String(path.at(-1));
  // Such as password:VALUE, of which no path may contain the rest.
  const where = secretKeyIn(key) === undefined ? { path, key: true } : { path: path.slice(0, -1) };
  return [problemAt('invalid-value', where, { value: quote(key), ...format })];
}

function literalSecret(path: Path): Problem {
  return problemAt('literal-secret', { path }, undefined);
}

function missing(path: Path, expected: string): Problem {
  return problemAt('missing-key', { path }, { key: String(path.at(-1) ?? 'profile'), expected });
}

/** What a known key was meant to be, if its value is in the form of another tool. */
function meantBySpot({ path, value, siblings, map, hidden }: Spot, meaning: Meaning): string | undefined {
  if (hidden || !map || !isMap(siblings)) return undefined;
  return meaning({ key: String(path.at(-1)), value, at: path.slice(0, -1), siblings, map, near: undefined })?.remedy;
}

function wrongType({ path, value, schema, hidden }: Spot, suggestion?: string, meant?: string): Problem {
  const key = String(path.at(-1));
  const misplaced = schema && typeof value !== 'object' && keysOf(schema).includes(key);
  const remedy = suggestion
    ? `Did you mean "${suggestion}"?`
    : misplaced
      ? `"${key}" is a key of such a map, not its name: indent it further than the name above it.`
      : (meant ??
        (schema && keyRemedy(value, schema)) ??
        rewriteRemedy(hidden && typeof value === 'string' ? '…' : value, schema, key));
  if (path.length === 0) return notAProfile(value);
  const expected = schema ? describe(schema) : 'something else';
  return problemAt('wrong-type', { path }, { expected, found: found(value, hidden), remedy });
}

function notAProfile(value: unknown): Problem {
  const remedy = 'Begin with hostname: NAME, then alpine:, access: and install: (profiles/minimal.yaml).';
  return problemAt(
    'wrong-type',
    { path: [] },
    { expected: 'the keys of a profile', found: found(value, false), remedy },
  );
}

function notOneOf(words: string[], { path, value, hidden }: Spot): Problem {
  const suggestion =
    typeof value !== 'string'
      ? undefined
      : // A version with more parts than are asked for, such as 3.23.2.
        (words.find((word) => value.startsWith(`${word}.`)) ??
        (/[a-z]/i.test(value) ? closest(value, words) : undefined));
  const remedy = suggestion ? `Did you mean "${suggestion}"?` : 'Write one of these values.';
  const expected = words.length === 1 ? words[0]! : `one of ${words.join(', ')}`;
  return problemAt('invalid-value', { path }, { value: shown(value, hidden), expected, remedy });
}

function isSecret(schema: AnySchema): boolean {
  return unwrap(schema).meta.secret === true;
}

/** Whether all keys are among those given: any other key may itself be a secret, with or without a value. */
function holdsOnly(value: object, keys: readonly string[]): boolean {
  return Object.keys(value).every((key) => keys.includes(key) || closest(key, keys) !== undefined);
}

/** A map with a secret among its keys: a text in its place was probably meant as the secret. */
function holdsSecret(schema: AnySchema): boolean {
  const shape = shapeOf(schema);
  return shape.kind === 'object' && Object.values(shape.keys).some(isSecret);
}

function optionsOf(schema: AnySchema): AnySchema[] {
  const shape = shapeOf(schema);
  return shape.kind === 'union' ? shape.options : [];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path below `above`, with its schema; for a union, the schema of the branch that has the key. */
function spotOf(path: Path, schema: AnySchema, data: unknown, { above, hidden }: Around): Spot {
  const spot: Spot = { path: [...above, ...path], value: data, schema, hidden };
  for (const part of path) {
    spot.hidden ||= spot.schema !== undefined && isSecret(spot.schema);
    spot.siblings = spot.value;
    spot.map = spot.schema;
    spot.schema = spot.schema && childOf(spot.schema, part);
    spot.value = (spot.value as Record<string | number, unknown> | undefined)?.[part];
  }
  spot.hidden ||= spot.schema !== undefined && holdsSecret(spot.schema) && !isMap(spot.value);
  return spot;
}
