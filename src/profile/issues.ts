import type * as z from 'zod';
import { type Path, type Problem, problemAt } from '../findings/finding.ts';
import { closest } from './closest.ts';
import { childOf, keysOf, shapeOf, unwrap } from './shape.ts';

type AnySchema = z.core.$ZodType;
type Issue = z.core.$ZodIssue;

/** Problems for what zod found wrong with the merged data; each at the innermost value that is at fault. */
export function problemsOf(issues: readonly Issue[], schema: AnySchema, data: unknown, above: Path = []): Problem[] {
  return issues.flatMap((issue) => problemOf(issue, schema, data, above));
}

function problemOf(issue: Issue, schema: AnySchema, data: unknown, above: Path): Problem[] {
  const path = [...above, ...(issue.path as (string | number)[])];
  const value = at(data, path);
  const here = schemaAt(schema, path);
  if (here && isSecret(here) && (typeof value !== 'object' || value === null)) {
    return [value === undefined ? missing(path, here) : problemAt('literal-secret', { path }, undefined)];
  }
  if (typeof value === 'string' && value.includes('PRIVATE KEY-----')) {
    return [problemAt('literal-secret', { path }, undefined)];
  }
  if (issue.code === 'unrecognized_keys') {
    const known = here ? keysOf(here) : [];
    return issue.keys.map((key) =>
      problemAt(
        'unknown-key',
        { path: [...path, key], key: true },
        { key, suggestion: closest(key, known), known: known.join(', ') },
      ),
    );
  }
  if (issue.code === 'invalid_key') {
    const [expected, remedy] = split(issue.issues[0]?.message ?? '');
    const key = String(path.at(-1));
    return [problemAt('invalid-value', { path, key: true }, { value: quote(key), expected, remedy })];
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0 && value !== undefined) {
    const branch = nearestBranch(issue.errors as Issue[][], here, value);
    if (branch) return branch.flatMap((inner) => problemOf(inner, schema, data, path));
    const options = here ? describe(here) : 'something else';
    return [
      problemAt('wrong-type', { path }, { expected: options, found: found(value), remedy: quoteRemedy(value, here) }),
    ];
  }
  if (value === undefined) return [missing(path, here)];
  const [expected, remedy] = split(issue.message);
  if (issue.code === 'invalid_type') {
    const type = here ? describe(here) : expected;
    return [
      problemAt('wrong-type', { path }, { expected: type, found: found(value), remedy: quoteRemedy(value, here) }),
    ];
  }
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    const suggestion = closest(String(value), allowed);
    return [
      problemAt(
        'invalid-value',
        { path },
        {
          value: quote(value),
          expected: `one of ${allowed.join(', ')}`,
          remedy: quoteRemedy(value, here) ?? (suggestion ? `Did you mean "${suggestion}"?` : 'Write one of these.'),
        },
      ),
    ];
  }
  return [
    problemAt('invalid-value', { path }, { value: quote(value), expected, remedy: remedy || 'See docs/profile.md.' }),
  ];
}

function missing(path: Path, schema: AnySchema | undefined): Problem {
  const key = String(path.at(-1) ?? 'profile');
  return problemAt('missing-key', { path }, { key, expected: schema ? describe(schema, true) : 'a value' });
}

/** The branch that the user most likely meant: not one of another type, and the one with the fewest faults. */
function nearestBranch(branches: Issue[][], schema: AnySchema | undefined, value: unknown): Issue[] | undefined {
  const options = schema ? shapeOf(schema) : undefined;
  const fitting = branches
    .map((issues, index) => ({ issues, option: options?.kind === 'union' ? options.options[index] : undefined }))
    .filter(({ issues, option }) => !issues.some((issue) => isForeign(issue)) && fits(option, value));
  fitting.sort((a, b) => score(b, value) - score(a, value) || a.issues.length - b.issues.length);
  return fitting[0]?.issues;
}

function isForeign(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function fits(option: AnySchema | undefined, value: unknown): boolean {
  if (!option) return true;
  const kind = shapeOf(option).kind;
  if (Array.isArray(value)) return kind === 'list' || kind === 'union';
  if (typeof value === 'object') return kind === 'object' || kind === 'record' || kind === 'union';
  return kind === 'scalar' || kind === 'union';
}

/** How many keys of the value a branch knows. */
function score({ option }: { option: AnySchema | undefined }, value: unknown): number {
  if (!option || typeof value !== 'object' || value === null) return 0;
  const known = new Set(keysOf(option));
  return Object.keys(value).filter((key) => known.has(key)).length;
}

function isSecret(schema: AnySchema): boolean {
  return unwrap(schema).meta.secret === true;
}

/** The schema at a path; of unions, the branch that has the key. */
export function schemaAt(schema: AnySchema, path: Path): AnySchema | undefined {
  let here: AnySchema | undefined = schema;
  for (const part of path) here = here && childOf(here, part);
  return here;
}

function at(data: unknown, path: Path): unknown {
  let value = data;
  for (const part of path) value = (value as Record<string | number, unknown> | undefined)?.[part];
  return value;
}

/** What a schema takes, in words; with an example where the user has to invent a value. */
function describe(schema: AnySchema, withExample = false): string {
  const { schema: inner, meta } = unwrap(schema);
  const example = withExample && meta.examples ? `, such as ${JSON.stringify(meta.examples[0])}` : '';
  const { type, entries, values } = inner._zod.def as unknown as Record<string, unknown>;
  if (type === 'enum') return `one of ${Object.values(entries as object).join(', ')}${example}`;
  if (type === 'literal') return (values as unknown[]).map((value) => JSON.stringify(value)).join(' or ');
  if (type === 'union') {
    const options = (inner._zod.def as unknown as { options: AnySchema[] }).options;
    return [...new Set(options.map((option) => describe(option)))].join(', or ') + example;
  }
  if (type === 'object')
    return `a map with ${Object.keys((inner._zod.def as unknown as { shape: object }).shape).join(', ')}`;
  if (type === 'record') return 'a map of names to values';
  if (type === 'array') return `a list${example}`;
  if (type === 'boolean') return 'true or false';
  if (type === 'number') return `a number${example}`;
  return `text${example}`;
}

function quoteRemedy(value: unknown, schema: AnySchema | undefined): string | undefined {
  if (typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const wantsText = schema && describe(schema).match(/^(text|one of|a list)/);
  return wantsText ? 'Put it in quotes: without them YAML reads it as another type (and 3.20 as 3.2).' : undefined;
}

function found(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? `the text ${quote(value)}` : `the ${typeof value} ${String(value)}`;
}

function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text);
}

function split(message: string): [string, string] {
  const [expected = '', remedy = ''] = message.split('\n');
  return [expected, remedy];
}
