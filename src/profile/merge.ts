import type * as z from 'zod';
import type { Path, Problem } from '../findings/finding.ts';
import { isSecretKey, secretKeyIn } from '../findings/secret-keys.ts';
import { problemAt } from './codes.ts';
import { literalProblems } from './literals.ts';
import { displayName } from './read.ts';
import { childOf, type KeyMeta, keysOf, shapeOf, unwrap } from './shape.ts';
import type { Sourced } from './sourced.ts';

type AnySchema = z.core.$ZodType;

/**
 * Lays `over` on `base` as the schema directs: objects and records merge by key, lists marked `append` append without
 * duplicates, everything else is replaced, and null removes. Does not change its inputs.
 */
export function mergeSourced(base: Sourced, over: Sourced, schema: AnySchema): Sourced {
  const shape = shapeOf(schema);
  if ((shape.kind === 'object' || shape.kind === 'record') && base.kind === 'map' && over.kind === 'map') {
    const entries = new Map(base.entries);
    const removed = new Map(base.removed);
    for (const [key, value] of over.entries) {
      const inherited = entries.get(key);
      const child = childOf(schema, key);
      if (inherited && isNull(value)) {
        entries.delete(key);
        removed.set(key, value);
      } else {
        entries.set(key, inherited && child ? mergeSourced(inherited, value, child) : value);
        removed.delete(key);
      }
    }
    return { ...over, entries, ...(removed.size > 0 ? { removed } : {}) };
  }
  if (unwrap(schema).meta.merge === 'append' && base.kind === 'list' && over.kind === 'list') {
    return { ...over, items: firstPlaces([...base.items, ...over.items], schema) };
  }
  return over;
}

/**
 * The plain data of a merged profile, with file names relative to the working directory. Problems are nulls with
 * nothing to remove, and literal secrets.
 */
export function toData(root: Sourced, schema: AnySchema) {
  const problems: Problem[] = [];

  /**
   * `seen`: data for cloud-init is searched separately (guest/cloud-init). `asSecret`: where a reference to a secret
   * goes, the secret itself, such as the hash of a password, was probably meant as it. `hidden`: below the key of a secret.
   */
  const walk = (
    node: Sourced,
    at: AnySchema | undefined,
    path: Path,
    above = { seen: false, asSecret: false, hidden: false },
  ): unknown => {
    const { secret, literals } = at ? unwrap(at).meta : ({} as KeyMeta);
    const below = {
      seen: above.seen || literals === 'elsewhere',
      asSecret: above.asSecret || secret === true,
      hidden: above.hidden,
    };
    if (node.kind === 'map') {
      const data: Record<string, unknown> = {};
      for (const [key, value] of node.entries) {
        // { hunter2 } in place of a reference is itself a secret, which no path may contain.
        const glued = secretKeyIn(key) !== undefined;
        const known = at !== undefined && keysOf(at).includes(key);
        const reported = (secret === true && !known) || isGlued(key, at);
        const bare = isNull(value) && (reported || glued || (above.hidden && !known));
        if (bare && !reported) problems.push(problemAt('null-value', { path }, undefined));
        const hidden = above.hidden || isSecretKey(key);
        const child = bare
          ? null
          : walk(value, at && childOf(at, key), glued ? path : [...path, key], { ...below, hidden });
        // Define it as an own property: "__proto__" must reach validation as a key.
        Object.defineProperty(data, key, { value: child, enumerable: true, configurable: true, writable: true });
      }
      return data;
    }
    if (node.kind === 'list')
      return node.items.map((item, index) => walk(item, at && childOf(at, index), [...path, index], below));
    if (node.value === null) problems.push(problemAt('null-value', { path }, undefined));
    if (typeof node.value === 'string') {
      const literals = literalProblems(node.value, path, below.asSecret);
      problems.push(...literals.filter(({ code }) => code === 'private-key' || !below.seen));
    }
    if (at && typeof node.value === 'string' && node.value !== '' && namesFile(at))
      return displayName(node.file, node.value);
    return node.value;
  };
  return { data: walk(root, schema, []), problems };
}

/** In braces, YAML takes memory:2GiB for a key without a value; it is reported as an unknown key, and may be a secret. */
function isGlued(key: string, map: AnySchema | undefined): boolean {
  return map !== undefined && /^[\w-]+[:=]./s.test(key) && shapeOf(map).kind !== 'record' && !childOf(map, key);
}

/** Appended lists keep the first of equal items, so that each item of the merged list has one place in a file. */
export function withoutDuplicates(root: Sourced, schema: AnySchema): Sourced {
  if (root.kind === 'map') {
    const entries = new Map<string, Sourced>();
    for (const [key, value] of root.entries) {
      const child = childOf(schema, key);
      entries.set(key, child ? withoutDuplicates(value, child) : value);
    }
    return { ...root, entries };
  }
  if (root.kind !== 'list' || unwrap(schema).meta.merge !== 'append') return root;
  return { ...root, items: firstPlaces(root.items, schema) };
}

/** The items of a list without those that an earlier one equals; file names are equal if they mean the same file. */
function firstPlaces(items: readonly Sourced[], list: AnySchema): Sourced[] {
  const files = isFileName(list);
  const seen = new Set<string>();
  return items.filter((item) => {
    if (item.kind !== 'scalar') return true;
    const value = JSON.stringify(files ? displayName(item.file, String(item.value)) : item.value);
    return !seen.has(value) && seen.add(value);
  });
}

function isFileName(list: AnySchema): boolean {
  const shape = shapeOf(list);
  return shape.kind === 'list' && namesFile(shape.element);
}

function namesFile(schema: AnySchema): boolean {
  const shape = shapeOf(schema);
  if (shape.kind === 'union') return shape.options.some(namesFile);
  return shape.kind === 'scalar' && unwrap(schema).meta.file === true;
}

function isNull(node: Sourced): boolean {
  return node.kind === 'scalar' && node.value === null;
}
