import fc from 'fast-check';

/** As much of JSON Schema as the profile's has. */
export interface Schema {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | false;
  propertyNames?: Schema;
  items?: Schema;
  minItems?: number;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  examples?: unknown[];
}

/** Every key of a schema, as `disks[].image.url`; `*` means the keys of a record. */
export function keysOf(schema: Schema, at = ''): string[] {
  const keys = [
    ...(schema.anyOf ?? []).flatMap((option) => keysOf(option, at)),
    ...(schema.items ? itemsOf(schema.items, `${at}[]`) : []),
    ...Object.entries(entriesOf(schema)).flatMap(([name, value]) => {
      const key = at === '' ? name : `${at}.${name}`;
      return [key, ...keysOf(value, key)];
    }),
  ];
  return [...new Set(keys)];
}

/** Items without keys of their own count as one: a key may take a value or a list of such. */
function itemsOf(schema: Schema, at: string): string[] {
  const keys = keysOf(schema, at);
  return keys.length > 0 ? keys : [at];
}

/** The keys of the schema that a value has. */
export function keysIn(value: unknown, schema: Schema, at = ''): string[] {
  if (schema.anyOf) return schema.anyOf.flatMap((option) => (fits(value, option) ? keysIn(value, option, at) : []));
  if (Array.isArray(value)) {
    const items = schema.items;
    if (!items || value.length === 0) return [];
    return keysOf(items).length > 0 ? value.flatMap((each) => keysIn(each, items, `${at}[]`)) : [`${at}[]`];
  }
  if (typeof value !== 'object' || value === null) return [];
  const entries = entriesOf(schema);
  return Object.entries(value).flatMap(([name, inner]) => {
    const own = Object.hasOwn(entries, name) ? name : '*';
    const key = at === '' ? own : `${at}.${own}`;
    return entries[own] ? [key, ...keysIn(inner, entries[own], key)] : [];
  });
}

/** The schemas below an object's keys; of a record, below `*`. */
function entriesOf({ properties = {}, additionalProperties }: Schema): Record<string, Schema> {
  return additionalProperties ? { ...properties, '*': additionalProperties } : properties;
}

/** Whether a value is of the kind of one branch of a union, decided by its type, and for objects by their keys. */
function fits(value: unknown, schema: Schema): boolean {
  if (schema.anyOf) return schema.anyOf.some((option) => fits(value, option));
  if (Array.isArray(value)) return schema.type === 'array';
  if (typeof value !== 'object' || value === null) return true;
  const entries = entriesOf(schema);
  return schema.type === 'object' && Object.keys(value).every((name) => Object.hasOwn(entries, name) || '*' in entries);
}

/** Values for keys that the schema alone does not determine: the first entry whose path end matches. */
export type Wishes = [RegExp, fc.Arbitrary<unknown>][];

/** Values of one schema, drawn key by key. */
export class Drawn {
  readonly #schema: Schema;
  readonly #wishes: Wishes;
  /** What leads to no key that is asked for is the same each time. */
  readonly #kept = new Map<Schema, fc.Arbitrary<unknown>>();

  constructor(schema: Schema, wishes: Wishes) {
    this.#schema = schema;
    this.#wishes = wishes;
  }

  /**
   * Values that the schema accepts, but for its refinements, with one key for certain. Of the others each may be there:
   * of those at the top few, so that a value is about one thing, and within what is there more.
   */
  with(key: string): fc.Arbitrary<unknown> {
    return this.#value(this.#schema, '', key);
  }

  #value(schema: Schema, at: string, key: string): fc.Arbitrary<unknown> {
    if (leads(key, at)) return this.#made(schema, at, key);
    const kept = this.#kept.get(schema) ?? this.#made(schema, at, '');
    this.#kept.set(schema, kept);
    return kept;
  }

  #made(schema: Schema, at: string, key: string): fc.Arbitrary<unknown> {
    if (schema.anyOf) {
      const leading = schema.anyOf.filter((option) => key !== '' && keysOf(option, at).includes(key));
      return fc.oneof(...(leading.length > 0 ? leading : schema.anyOf).map((option) => this.#value(option, at, key)));
    }
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    if (schema.type === 'array') {
      const minLength = Math.max(schema.minItems ?? 0, leads(key, `${at}[]`) ? 1 : 0);
      return fc.array(this.#value(schema.items!, `${at}[]`, key), { minLength, maxLength: minLength || 2 });
    }
    if (schema.type === 'object')
      return schema.additionalProperties ? this.#record(schema, at, key) : this.#object(schema, at, key);
    return this.#wishes.find(([pattern]) => pattern.test(at))?.[1] ?? scalar(schema, at);
  }

  #record({ additionalProperties, propertyNames }: Schema, at: string, key: string): fc.Arbitrary<unknown> {
    const value = this.#value(additionalProperties as Schema, `${at}.*`, key);
    const names = (
      propertyNames ? this.#value(propertyNames, `${at}{}`, '') : fc.constantFrom('a', 'b')
    ) as fc.Arbitrary<string>;
    return fc.dictionary(names, value, { minKeys: leads(key, `${at}.*`) ? 1 : 0, maxKeys: 2 });
  }

  #object({ properties = {}, required = [] }: Schema, at: string, key: string): fc.Arbitrary<unknown> {
    const percent = at === '' ? 4 : 30;
    const parts = Object.entries(properties).map(([name, inner]): [string, fc.Arbitrary<unknown>] => {
      const path = at === '' ? name : `${at}.${name}`;
      const arbitrary = this.#value(inner, path, key);
      const weight = required.includes(name) || leads(key, path) ? 100 : percent;
      return [name, fc.oneof({ weight, arbitrary }, { weight: 100 - weight, arbitrary: fc.constant(undefined) })];
    });
    return fc
      .record(Object.fromEntries(parts))
      .map((value) => Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)));
  }
}

/** Whether a key is at a path, or below it. */
function leads(key: string, at: string): boolean {
  return key !== '' && (at === '' || key === at || ['.', '['].some((next) => key.startsWith(at + next)));
}

function scalar(schema: Schema, at: string): fc.Arbitrary<unknown> {
  const { type, minimum = -1, maximum = 4096 } = schema;
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number')
    return fc.integer({ min: Math.max(minimum, -1), max: Math.min(maximum, Math.max(minimum, -1) + 4096) });
  if (type === 'string') return text(schema, at);
  return fc.constant({});
}

/** By the pattern, where fast-check knows its syntax; else the examples. */
function text(
  { pattern, allOf = [], minLength = 0, maxLength = 80, examples = [] }: Schema,
  at: string,
): fc.Arbitrary<string> {
  const patterns = [pattern, ...allOf.map((each) => each.pattern)].flatMap((each) =>
    each ? [new RegExp(each, 'u')] : [],
  );
  const valid = (value: string) =>
    value.length >= minLength && value.length <= maxLength && patterns.every((each) => each.test(value));
  const shown = examples.filter((each): each is string => typeof each === 'string').filter(valid);
  const made = drawn(patterns, maxLength)?.filter(valid);
  if (made) return shown.length > 0 ? fc.oneof(fc.constantFrom(...shown), made) : made;
  if (shown.length === 0) throw new Error(`${at}: neither an example nor a pattern that values can be drawn from`);
  return fc.constantFrom(...shown);
}

function drawn(patterns: RegExp[], maxLength: number): fc.Arbitrary<string> | undefined {
  const [pattern] = patterns;
  if (!pattern) return fc.string({ unit: 'grapheme', maxLength });
  try {
    return fc.stringMatching(new RegExp(pattern.source, 'u'), { maxLength });
  } catch {
    return undefined;
  }
}
