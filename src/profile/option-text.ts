import * as z from 'zod';
import { choices, shapeOf, unwrap } from './shape.ts';

type AnySchema = z.core.$ZodType;

/** Whether a text has named options after commas, as Proxmox and virt-install write them, and is no list of items. */
export function isOptions(value: unknown, element: AnySchema): value is string {
  if (typeof value !== 'string' || !/(^|,)[\w.-]+=/.test(value)) return false;
  return !value.split(',').every((part) => fits(element, part.trim()));
}

/** What a text such as `vnc,listen=0.0.0.0` means, in the keys of the schema; undefined if it has too few of them. */
export function optionsIn(value: unknown, schema: AnySchema): unknown {
  if (!isOptions(value, schema)) return undefined;
  const shape = shapeOf(schema);
  if (shape.kind === 'union') {
    for (const option of shape.options) {
      const meant = optionsIn(value, option);
      if (meant !== undefined) return meant;
    }
    return undefined;
  }
  const parts = value.split(',').map((part) => part.trim());
  const first = parts[0]!.includes('=') ? undefined : parts[0]!;
  if (shape.kind === 'scalar') return first === undefined ? undefined : completed(first, schema);
  if (shape.kind !== 'object') return undefined;
  const map: Record<string, unknown> = {};
  const word = Object.entries(shape.keys).find(([, inner]) => first !== undefined && choices(inner).includes(first));
  if (word) map[word[0]] = first;
  for (const part of parts.filter((each) => each.includes('='))) {
    const key = part.slice(0, part.indexOf('=')).replaceAll('-', '_');
    const inner = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
    const meant = inner && valueFor(part.slice(part.indexOf('=') + 1), inner);
    if (meant !== undefined) map[key] = meant;
  }
  return Object.keys(map).length > 0 && z.safeParse(schema, map).success ? map : undefined;
}

/** A PCI address is written without its domain or function elsewhere. */
const completed = (text: string, schema: AnySchema) =>
  [text, `0000:${text}`, `0000:${text}.0`].find((each) => choices(schema).length === 0 && fits(schema, each));

function valueFor(text: string, schema: AnySchema): unknown {
  if (unwrap(schema).meta.secret) return undefined;
  const truth = /^(on|yes|true)$/i.test(text) ? true : /^(off|no|false)$/i.test(text) ? false : undefined;
  const number = /^-?\d+$/.test(text) ? Number(text) : undefined;
  return [truth, number, text].find((each) => each !== undefined && fits(schema, each));
}

export function fits(schema: AnySchema, value: unknown): boolean {
  return z.safeParse(schema, value).success;
}
