import type * as z from 'zod';
import type { Path } from '../findings/finding.ts';
import { shapeOf, unwrap } from './shape.ts';

type AnySchema = z.core.$ZodType;

/** A map of the schema that has a certain key. */
export interface Place {
  /** The way to the map: keys, NAME for a name that the user chooses, [] for an item of a list. */
  way: readonly string[];
  /** The map, and the value of the key. */
  map: AnySchema;
  value: AnySchema;
}

/** Every key of a schema, with the maps that have it. */
export type Places = ReadonlyMap<string, readonly Place[]>;

const known = new WeakMap<AnySchema, Places>();

export function placesIn(root: AnySchema): Places {
  const before = known.get(root);
  if (before) return before;
  const places = new Map<string, Place[]>();
  const walk = (schema: AnySchema, way: readonly string[]): void => {
    const shape = shapeOf(schema);
    if (shape.kind === 'object') {
      for (const [key, value] of Object.entries(shape.keys)) {
        const others = places.get(key) ?? [];
        // Several branches of a union are one map for the user.
        if (!others.some((other) => sameWay(other.way, way))) places.set(key, [...others, { way, map: schema, value }]);
        walk(value, [...way, key]);
      }
    }
    if (shape.kind === 'record') walk(shape.value, [...way, 'NAME']);
    if (shape.kind === 'list') walk(shape.element, [...way, '[]']);
    if (shape.kind === 'union') {
      const alone = shape.options.map(itself);
      // A list of what may also be a single item has the same keys.
      const different = shape.options.filter((option) => !alone.includes(elementOf(option)!));
      for (const option of different) walk(option, way);
    }
  };
  walk(root, []);
  known.set(root, places);
  return places;
}

/** How many parts of a way lead along a path. */
export function common(way: readonly string[], path: Path): number {
  const apart = way.findIndex((part, index) => {
    const other = path[index];
    if (other === undefined) return true;
    if (part === '[]') return typeof other !== 'number';
    return part === 'NAME' ? typeof other !== 'string' : part !== other;
  });
  return apart === -1 ? way.length : apart;
}

const sameWay = (one: readonly string[], other: readonly string[]) => one.join() === other.join();
const itself = (schema: AnySchema) => unwrap(schema).schema;

function elementOf(schema: AnySchema): AnySchema | undefined {
  const shape = shapeOf(schema);
  return shape.kind === 'list' ? itself(shape.element) : undefined;
}
