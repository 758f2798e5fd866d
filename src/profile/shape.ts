import type * as z from 'zod';

/** Metadata of the profile's schemas. */
export interface KeyMeta {
  description?: string;
  examples?: unknown[];
  /**
   * Lists with `append` are appended to those of extended profiles, keeping the first of equal items; every other list
   * replaces.
   */
  merge?: 'append';
  /** The value is a reference to a secret; a literal is refused and never printed. */
  secret?: true;
  /** It may contain secrets that only a feature can recognise; the feature itself searches for them. */
  literals?: 'elsewhere';
  /** The value names a file, relative to the profile that names it. */
  file?: true;
}

type AnySchema = z.core.$ZodType;
type Definition = {
  type: string;
  innerType?: AnySchema;
  in?: AnySchema;
  element?: AnySchema;
  valueType?: AnySchema;
  shape?: Record<string, AnySchema>;
  options?: AnySchema[];
};

const wrappers = new Set(['optional', 'nullable', 'default', 'prefault', 'nonoptional', 'readonly', 'catch']);

function definition(schema: AnySchema): Definition {
  return schema._zod.def as unknown as Definition;
}

/** The schema inside optional, default and the like, with the meta of every layer. */
export function unwrap(schema: AnySchema): { schema: AnySchema; meta: KeyMeta } {
  let inner = schema;
  let meta: KeyMeta = { ...((schema as z.ZodType).meta?.() as KeyMeta | undefined) };
  for (;;) {
    const { type, innerType, in: input } = definition(inner);
    const next = wrappers.has(type) ? innerType : type === 'pipe' ? input : undefined;
    if (!next) return { schema: inner, meta };
    inner = next;
    meta = { ...((inner as z.ZodType).meta?.() as KeyMeta | undefined), ...meta };
  }
}

export type Shape =
  | { kind: 'object'; keys: Record<string, AnySchema> }
  | { kind: 'record'; value: AnySchema }
  | { kind: 'list'; element: AnySchema }
  | { kind: 'union'; options: AnySchema[] }
  | { kind: 'scalar' };

/** The kind of value that a schema describes. */
export function shapeOf(schema: AnySchema): Shape {
  const { type, shape, valueType, element, options } = definition(unwrap(schema).schema);
  if (type === 'object') return { kind: 'object', keys: shape ?? {} };
  if (type === 'record' && valueType) return { kind: 'record', value: valueType };
  if (type === 'array' && element) return { kind: 'list', element };
  if (type === 'union' && options) return { kind: 'union', options };
  return { kind: 'scalar' };
}

/** The schema of a key or item below a schema; for a union, that of the first branch that has it. */
export function childOf(schema: AnySchema, key: string | number): AnySchema | undefined {
  const shape = shapeOf(schema);
  if (shape.kind === 'object') return Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
  if (shape.kind === 'record') return shape.value;
  if (shape.kind === 'list') return shape.element;
  if (shape.kind === 'union') {
    for (const option of shape.options) {
      const child = childOf(option, key);
      if (child && (typeof key === 'number') === (shapeOf(option).kind === 'list')) return child;
    }
  }
  return undefined;
}

/** Every key that a value at this path may have. */
export function keysOf(schema: AnySchema): string[] {
  const shape = shapeOf(schema);
  if (shape.kind === 'object') return Object.keys(shape.keys);
  if (shape.kind === 'union') return [...new Set(shape.options.flatMap(keysOf))];
  return [];
}

/** The words that a schema accepts, if it accepts only certain words. */
export function choices(schema: AnySchema): string[] {
  const { type, entries, values } = unwrap(schema).schema._zod.def as unknown as Record<string, unknown>;
  if (type === 'enum') return Object.values(entries as Record<string, string>);
  return type === 'literal' ? (values as unknown[]).map(String) : [];
}
