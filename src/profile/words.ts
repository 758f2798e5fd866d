import type * as z from 'zod';
import { shapeOf, unwrap } from './shape.ts';

type AnySchema = z.core.$ZodType;

/** What a schema takes, in words; with an example where the user has to invent a value. */
export function describe(schema: AnySchema, withExample = false): string {
  const { schema: inner, meta } = unwrap(schema);
  const example = withExample && meta.examples ? `, such as ${JSON.stringify(meta.examples[0])}` : '';
  const words = choices(inner);
  if (words.length > 0) return words.length === 1 ? words[0]! : `one of ${words.join(', ')}${example}`;
  const shape = shapeOf(inner);
  if (shape.kind === 'union') {
    return [...new Set(shape.options.map((option) => describe(option)))].join(', or ') + example;
  }
  if (shape.kind === 'object') return `a map with ${Object.keys(shape.keys).join(', ')}${example}`;
  if (shape.kind === 'record') return 'a map of names to values';
  if (shape.kind === 'list') return `a list${example}`;
  const { type } = inner._zod.def;
  if (type === 'boolean') return 'true or false';
  return `${type === 'number' ? 'a number' : 'text'}${example}`;
}

/** The words that a schema takes, if it takes nothing but certain words. */
export function choices(schema: AnySchema): string[] {
  const { type, entries, values } = unwrap(schema).schema._zod.def as unknown as Record<string, unknown>;
  if (type === 'enum') return Object.values(entries as Record<string, string>);
  return type === 'literal' ? (values as unknown[]).map(String) : [];
}

/** What stands there instead, in words; `hidden` keeps the value itself out of them. */
export function found(value: unknown, hidden: boolean): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? 'an empty map' : 'a map';
  if (value === null) return 'nothing';
  const kind = typeof value === 'string' ? 'text' : typeof value;
  return hidden ? `other ${kind}` : `the ${kind} ${quote(value)}`;
}

/** A value as it is shown in a message: text in quotes, and nothing longer than a line. */
export function quote(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 82 ? `${text.slice(0, 78)}…${typeof value === 'string' ? '"' : ''}` : text;
}

/** How to turn a value of the wrong type into one of the right type, where that is a matter of how it is written. */
export function rewriteRemedy(value: unknown, schema: AnySchema | undefined, key: string): string | undefined {
  if (!schema) return undefined;
  const wanted = describe(schema);
  if (wanted === 'a list' && typeof value === 'string') return `Write a list: ${key}: [${value}].`;
  if (/^true/.test(wanted) && typeof value === 'string') return `Write ${wanted}, without quotes.`;
  if (wanted === 'a number' && typeof value === 'string') return 'Write it in digits, without quotes.';
  const readAsOther = typeof value === 'number' || typeof value === 'boolean';
  return readAsOther && /^(text|one of)/.test(wanted)
    ? 'Put it in quotes: without them YAML reads it as another type (and 3.20 as 3.2).'
    : undefined;
}
