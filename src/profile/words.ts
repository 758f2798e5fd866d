import type * as z from 'zod';
import type { Path } from '../findings/finding.ts';
import { namedSecrets, withoutNamedSecrets } from '../findings/secret-keys.ts';
import { withoutLiterals } from '../secrets/find.ts';
import { fits, isOptions, optionsIn } from './option-text.ts';
import { choices, keysOf, shapeOf, unwrap } from './shape.ts';

type AnySchema = z.core.$ZodType;

/** What a schema accepts, in words; with an example if the user has to invent a value. */
export function describe(schema: AnySchema, withExample = false): string {
  const { schema: inner, meta } = unwrap(schema);
  const example = withExample && meta.examples ? `, such as ${flow(meta.examples[0])}` : '';
  const words = choices(inner);
  if (words.length > 0) return words.length === 1 ? words[0]! : `one of ${words.join(', ')}${example}`;
  const shape = shapeOf(inner);
  if (shape.kind === 'union') {
    return [...new Set(describeOptions(shape.options))].join(', or ') + example;
  }
  if (shape.kind === 'object') return `a map with ${someOf(Object.keys(shape.keys))}${example}`;
  if (shape.kind === 'record') return 'a map of names to values';
  if (shape.kind === 'list') return `a list${example}`;
  const { type } = inner._zod.def;
  if (type === 'boolean') return 'true or false';
  return `${formatOf(inner)?.expected ?? (type === 'number' ? 'a number' : 'text')}${example}`;
}

/** Several maps are described by the keys that they need, so as not to repeat "or a map with". */
function describeOptions(options: AnySchema[]): string[] {
  const isMap = (option: AnySchema) => shapeOf(option).kind === 'object';
  const maps = options.filter(isMap);
  const needed = maps.flatMap(neededKeys);
  const keys = [...new Set(needed.length > 0 ? needed : maps.flatMap(keysOf))];
  const several = maps.length > 1;
  return options.map((option) => (several && isMap(option) ? `a map with one of ${someOf(keys)}` : describe(option)));
}

function neededKeys(schema: AnySchema): string[] {
  const shape = shapeOf(schema);
  const all = shape.kind === 'object' ? Object.entries(shape.keys) : [];
  return all.filter(([, { _zod }]) => _zod.optin !== 'optional').map(([key]) => key);
}

/** A line of keys at most: docs/profile.md has all of them. */
const someOf = (keys: string[]) => (keys.length > 12 ? `${keys.slice(0, 8).join(', ')} …` : keys.join(', '));

interface Format {
  expected: string;
  remedy: string;
}

/** Our zod messages: what was expected, and on a second line what to write instead (profile/scalars.ts). */
export function formatIn(message: string): Format | undefined {
  const [expected, remedy] = message.split('\n');
  return expected && remedy ? { expected, remedy } : undefined;
}

/** The expected format of a text or number, from the message of its first check. */
function formatOf(schema: AnySchema): Format | undefined {
  const { checks, error } = unwrap(schema).schema._zod.def as z.core.$ZodTypeDef & { checks?: z.core.$ZodCheck[] };
  const message = (checks?.[0]?._zod.def.error ?? error)?.({} as never);
  return typeof message === 'string' ? formatIn(message) : undefined;
}

/** What was found instead, in words; with `hidden` without the value itself. */
export function found(value: unknown, hidden: boolean): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? 'an empty map' : 'a map';
  if (value === null) return 'nothing';
  const kind = typeof value === 'string' ? 'text' : typeof value;
  return hidden ? `other ${kind}` : `the ${kind} ${quote(value)}`;
}

/** A value as shown in a message: text in quotes, at most one line. */
export function quote(value: unknown): string {
  const shown = typeof value === 'string' ? withoutNamedSecrets(value) : value;
  const text = withoutLiterals(typeof shown === 'number' ? String(shown) : JSON.stringify(shown));
  return text.length > 82 ? `${text.slice(0, 78)}…${typeof value === 'string' ? '"' : ''}` : text;
}

/** A value as YAML on one line. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${flow(inner)}`)
      .join(', ')} }`;
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  return /^[A-Za-z/][\w./-]*$/.test(value) ? value : JSON.stringify(withoutNamedSecrets(value));
}

/** The mark that a text needs to be a key of the map that belongs here. The key is one of the schema: no secret. */
export function keyRemedy(value: unknown, schema: AnySchema): string | undefined {
  const [, key = '', mark] = /^([a-z_]+)(:(?=\S)|\s|$)/.exec(typeof value === 'string' ? value : '') ?? [];
  if (!keysOf(schema).includes(key) || choices(schema).includes(key)) return undefined;
  return mark === ':'
    ? `Put a space after the colon: "${key}: …".`
    : `Put a colon directly after "${key}": "${key}: …".`;
}

/** How to write it correctly, if the kind of value alone shows that. */
export function rewriteRemedy(value: unknown, schema: AnySchema | undefined, key: string): string | undefined {
  if (!schema) return undefined;
  const shape = shapeOf(schema);
  const wanted = describe(schema);
  const { meta } = unwrap(schema);
  if (shape.kind === 'list') return listRemedy(value, key, meta.examples?.[0], shape.element);
  if (shape.kind === 'record') return recordRemedy(value, key, meta.examples?.[0]);
  if (shape.kind === 'object') {
    const example = meta.examples ? flow(meta.examples[0]) : `{ ${Object.keys(shape.keys)[0]}: … }`;
    return `Write a map: ${named(key)}${optionsAs(value, schema) ?? mapFor(value, schema) ?? example}.`;
  }
  const map = shape.kind === 'union' ? (optionsAs(value, schema) ?? mapFor(value, schema)) : undefined;
  if (map) return `Write a map: ${named(key)}${map}.`;
  if (shape.kind !== 'scalar') return undefined;
  if (wanted.startsWith('true') && typeof value === 'string') return `Write ${wanted}, without quotes.`;
  if (typeof value === 'string') return 'Write digits, without quotes.';
  const quoted = typeof value === 'number' && (choices(schema).length > 0 || fits(schema, String(value)));
  if (quoted)
    return `Put it in quotes: without them YAML reads a number${choices(schema).length > 0 ? ' (and 3.20 as 3.2)' : ''}.`;
  return wordRemedy(value, key, choices(schema)) ?? formatOf(schema)?.remedy;
}

/** A word in a map or list, such as forward: { mode: nat }, is the word that was meant. */
function wordRemedy(value: unknown, key: string, words: string[]): string | undefined {
  if (words.length === 0 || typeof value !== 'object' || value === null) return undefined;
  const meant = Object.values(value).find((each) => words.includes(String(each)));
  return `Write one of these words: ${named(key)}${meant ?? words[0]}.`;
}

/** The most frequent mistakes: dashes without a space, commas without brackets, and colons instead of dashes. */
function listRemedy(value: unknown, key: string, example: unknown, element: AnySchema): string {
  if (typeof value === 'object') {
    const items = Array.isArray(example) ? `${named(key)}${flow(example)}` : `${named(key)}[ … ]`;
    return `Write a list: ${items}; or one item on each line, with "- " before it and no colon after it.`;
  }
  if (typeof value === 'string' && /^[-–—•*]/.test(value)) return 'Put "- " before each item: a hyphen and a space.';
  const meant =
    optionsAs(value, element) ??
    (isOptions(value, element) ? flow(example ?? unwrap(element).meta.examples?.[0] ?? '…') : undefined);
  if (meant) return `Write a list: ${named(key)}${meant.startsWith('[') ? meant : `[${meant}]`}.`;
  const items = itemsOf(value, element).map((item) => mapFor(item, element) ?? flow(item));
  return `Write a list: ${named(key)}[${items.join(', ')}].`;
}

/** The items that were meant: between commas, or between blanks where only the words by themselves are items. */
function itemsOf(value: unknown, element: AnySchema): unknown[] {
  if (typeof value !== 'string' || namedSecrets(value).length > 0) return [value];
  if (value.includes(',')) return value.split(',').map((each) => each.trim());
  const words = value.split(/\s+/);
  return !fits(element, value) && words.every((word) => fits(element, word)) ? words : [value];
}

/** The form here of a text such as vnc,listen=0.0.0.0. */
function optionsAs(value: unknown, schema: AnySchema): string | undefined {
  const meant = optionsIn(value, schema);
  return meant === undefined ? undefined : flow(meant);
}

/** How to separate the items of a list that are in one text. */
export function separateItems(value: unknown, element: AnySchema, path: Path): string | undefined {
  if (typeof value !== 'string' || typeof path.at(-1) !== 'number' || namedSecrets(value).length > 0) return undefined;
  const items = value.split(/[\s,;]+/).filter((word) => word !== '');
  if (items.length < 2 || !items.every((item) => fits(element, item))) return undefined;
  return `Put a comma between the items of a list: [${items.map(flow).join(', ')}].`;
}

/** A format that takes this takes any line of text, and says nothing about what was meant. */
const anyText = 'any words; of = any, kind';

/** The map that was probably meant by a text: its key is the first that takes such a text and no other. */
function mapFor(value: unknown, schema: AnySchema): string | undefined {
  if (typeof value !== 'string' || namedSecrets(value).length > 0) return undefined;
  const shape = shapeOf(schema);
  if (shape.kind === 'union') {
    for (const option of shape.options) {
      const map = mapFor(value, option);
      if (map) return map;
    }
  }
  if (shape.kind !== 'object') return undefined;
  const key = Object.entries(shape.keys).find(
    ([, inner]) =>
      formatOf(inner) !== undefined &&
      fits(inner, value) &&
      !fits(inner, anyText) &&
      unwrap(inner).meta.secret !== true,
  )?.[0];
  return key === undefined ? undefined : `{ ${key}: ${flow(value)} }`;
}

/** An item of a list has a number instead of a name. */
const named = (key: string) => (/^\d+$/.test(key) ? '' : `${key}: `);

function recordRemedy(value: unknown, key: string, example: unknown): string {
  const map = example === undefined ? `{ NAME: … }` : flow(example);
  const dashes = Array.isArray(value)
    ? ' Remove the dashes or brackets, and begin each entry with its name and a colon.'
    : '';
  return `Write a map: ${key}: ${map}.${dashes}`;
}
