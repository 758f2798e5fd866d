import * as z from 'zod';
import { childOf, shapeOf } from './shape.ts';

type AnySchema = z.core.$ZodType;

/**
 * How well a value fits a schema, from 0 for a value of another kind to 1: which of several places was meant for it.
 * A value of any size is judged by the beginning of it.
 */
export function fitness(schema: AnySchema, value: unknown, depth = 0): number {
  if (depth > deepest) return 1;
  const shape = shapeOf(schema);
  if (shape.kind === 'union') return Math.max(...shape.options.map((option) => fitness(option, value, depth)));
  if (typeof value !== 'object' || value === null) {
    if (shape.kind !== 'scalar') return 0;
    return z.safeParse(schema, value).success ? 1 : ofTheKind;
  }
  if (Array.isArray(value)) {
    return shape.kind === 'list'
      ? mean(value.slice(0, most).map((item) => fitness(shape.element, item, depth + 1)))
      : 0;
  }
  if (shape.kind !== 'object' && shape.kind !== 'record') return 0;
  const fits = Object.entries(value)
    .slice(0, most)
    .map(([key, each]) => {
      const child = childOf(schema, key);
      return child ? fitness(child, each, depth + 1) : 0;
    });
  return mean(fits);
}

const deepest = 3;
const most = 8;
/** A scalar in place of another. */
const ofTheKind = 0.25;

const mean = (all: readonly number[]) => (all.length === 0 ? 1 : all.reduce((sum, each) => sum + each, 0) / all.length);
