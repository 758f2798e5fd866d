import type * as z from 'zod';
import { closestKey } from '../findings/closest.ts';
import { type Path, type Problem, pointer } from '../findings/finding.ts';
import { secretKeyIn } from '../findings/secret-keys.ts';
import { problemAt } from './codes.ts';
import type { Misplaced } from './elsewhere.ts';
import { keysOf } from './shape.ts';

type AnySchema = z.core.$ZodType;

/** A key that its map does not have. */
export interface Unknown extends Misplaced {
  /** The map, as it is in the profile, and its schema. */
  siblings: Readonly<Record<string, unknown>>;
  map: AnySchema;
  /** The key of the map that is most like it. */
  near: string | undefined;
}

export interface Meant {
  remedy: string;
  /** The keys of this map that it replaces: none of them is missing in addition. */
  here: readonly string[];
}

/**
 * What a key of another place or tool stands for, or a known key with a value of the wrong type; asked only for keys
 * whose values may be shown.
 */
export type Meaning = (unknown: Unknown) => Meant | undefined;

export interface Keys {
  keys: readonly string[];
  path: Path;
  value: unknown;
  schema: AnySchema | undefined;
  hidden: boolean;
}

/** A problem for each of the keys. */
export function unknownKeys({ keys, path, ...map }: Keys, meaning: Meaning): Problem[] {
  const known = map.schema ? keysOf(map.schema) : [];
  const name = String(path.at(-1) ?? '');
  // Such as ipv4: one level above the interface that it belongs to.
  const above = known.includes(name) ? name : undefined;
  return keys.map((key) => {
    const secret = secretKeyIn(key);
    // Neither the message nor the path may contain the rest of such a key.
    if (secret !== undefined) {
      const remedy = `Put a colon and a space after the key: "${secret}: …".`;
      return problemAt('unknown-key', { path }, { key: `${secret}:…`, remedy, known: known.join(', ') });
    }
    const suggestion = closestKey(key, known);
    const meant = above === undefined ? meantInstead(key, suggestion, { keys, path, ...map }, meaning) : undefined;
    const values = { key, remedy: meant?.remedy, suggestion, above, known: known.join(', ') };
    return problemAt('unknown-key', { path: [...path, key], key: true }, values);
  });
}

/** The places of the keys that the unknown ones stand for. */
export function meantBy(unknown: Keys, meaning: Meaning): string[] {
  const known = unknown.schema ? keysOf(unknown.schema) : [];
  return unknown.keys
    .flatMap((key) => {
      const near = closestKey(key, known);
      return meantInstead(key, near, unknown, meaning)?.here ?? near ?? [];
    })
    .map((key) => pointer([...unknown.path, key]));
}

function meantInstead(
  key: string,
  near: string | undefined,
  { path, value, schema, hidden }: Keys,
  meaning: Meaning,
): Meant | undefined {
  if (!schema || hidden || typeof value !== 'object' || value === null) return undefined;
  const known = keysOf(schema);
  // Another branch of a union has it.
  if (known.includes(key)) return undefined;
  // In braces, YAML takes memory:2GiB for a key without a value.
  const glued = /^([a-z_]+):\S/.exec(key)?.[1] ?? '';
  if (known.includes(glued)) return { remedy: `Put a space after the colon: "${glued}: …".`, here: [glued] };
  const siblings = value as Record<string, unknown>;
  return meaning({ key, value: siblings[key], at: path, siblings, map: schema, near });
}
