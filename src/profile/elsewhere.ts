import type * as z from 'zod';
import { closestOnes } from '../findings/closest.ts';
import type { Path } from '../findings/finding.ts';
import { fitness } from './fitness.ts';
import { common, type Place, placesIn } from './places.ts';
import { shapeOf } from './shape.ts';

type AnySchema = z.core.$ZodType;

/** A key that the map at `at` does not have. */
export interface Misplaced {
  key: string;
  value: unknown;
  at: Path;
}

/** The likeliest places of a key, and how far they are away in steps; farther if they take other values. */
interface Found {
  places: readonly Place[];
  cost: number;
}

/** What names a place. Names that many maps have, such as type, say nothing about a place far away. */
const usual = { places: 4, farthest: 5 };
const nearby = 1;
/** A value of another kind is as far away as this many steps. */
const otherKind = 2;
/** More places are no advice. */
const mostPlaces = 3;

/** What to do with a key that other maps of the schema have, or one like it. */
export function elsewhere(misplaced: Misplaced, root: AnySchema, data: unknown): string | undefined {
  const { key } = misplaced;
  const found = likeliest(key, misplaced, root);
  if (found) return remedyFor(found.places, key, misplaced, data);
  const alike = key.length < 4 ? [] : closestOnes(key, [...placesIn(root).keys()], mostPlaces);
  const meant = alike.find((other) => (likeliest(other, misplaced, root)?.cost ?? Infinity) <= nearby);
  const there = meant === undefined ? undefined : likeliest(meant, misplaced, root);
  return there && `Did you mean "${meant}"? ${remedyFor(there.places, meant!, misplaced, data)}`;
}

/** How well a value fits where a key of this name is; 0 if there is no such place. */
export function fitElsewhere(misplaced: Misplaced, root: AnySchema): number {
  const places = likeliest(misplaced.key, misplaced, root)?.places ?? [];
  return Math.max(0, ...places.map(({ value }) => fitness(value, misplaced.value)));
}

function likeliest(key: string, { value, at }: Misplaced, root: AnySchema): Found | undefined {
  const all = placesIn(root).get(key) ?? [];
  const farthest = all.length > usual.places ? nearby : usual.farthest;
  const rated = all
    .map((place) => ({ place, cost: steps(place.way, at) + otherKind * (1 - fitness(place.value, value)) }))
    .filter(({ place, cost }) => steps(place.way, at) > 0 && cost <= farthest)
    .sort((a, b) => a.cost - b.cost);
  const cost = rated[0]?.cost ?? 0;
  const places = rated.filter((each) => each.cost <= cost + 1).map(({ place }) => place);
  return places.length === 0 || places.length > mostPlaces ? undefined : { places, cost };
}

/** The steps from one map to another, up and then down. */
function steps(way: readonly string[], at: Path): number {
  const shared = common(way, at);
  return way.length - shared + (at.length - shared);
}

function remedyFor(places: readonly Place[], key: string, { at }: Misplaced, data: unknown): string {
  const place = places[0]!;
  const shared = common(place.way, at);
  const names = [...new Set(places.map(({ way }) => whereIs(way, at)))];
  const below = at.slice(shared).filter((part) => typeof part === 'string');
  if (place.way.length === 0)
    return `"${key}" belongs at the top of the profile, not under ${below.join('.')}: move it there, without indentation.`;
  if (shared === place.way.length)
    return `"${key}" belongs directly under ${nameOf(place.way, at)}, not under ${below.join('.')}: move it there.`;
  const belongs = `"${key}" belongs ${names.join(' or ')}.`;
  const inner = place.way.slice(shared);
  const there = valueAt(data, [...at.slice(0, shared), inner[0]!]);
  const where = shared === 0 && at.length > 0 ? ' at the top of the profile' : '';
  if (there === undefined) return `${belongs} Write ${form(inner, [`${key}: …`])}${where}.`;
  if (typeof there === 'object' && there !== null)
    return `${belongs} Move it into what is there${where}: ${form(inner, ['…', `${key}: …`])}.`;
  const needed = neededBeside(key, place.map).map((other) => `${other}: …`);
  return `${belongs} Write ${form(inner, [...needed, `${key}: …`])} in place of what "${inner[0]}" has now, or remove "${key}".`;
}

const whereIs = (way: readonly string[], at: Path) =>
  way.length === 0 ? 'at the top of the profile' : `under ${nameOf(way, at)}`;

/** Where a map is, with the names that the profile has on the way to it. */
function nameOf(way: readonly string[], at: Path): string {
  const shared = common(way, at);
  const parts = way.map((part, index) => (index < shared && part === 'NAME' ? String(at[index]) : part));
  return parts.join('.').replaceAll('.[]', '[]');
}

/** A key as it is written below others. */
function form(way: readonly string[], keys: readonly string[]): string {
  let text = `{ ${keys.join(', ')} }`;
  for (const part of [...way].reverse()) {
    const inside = text.startsWith('{') || text.startsWith('[') ? text : `{ ${text} }`;
    text = part === '[]' ? `[${inside}]` : `${part}: ${inside}`;
  }
  return text;
}

function neededBeside(key: string, map: AnySchema): string[] {
  const shape = shapeOf(map);
  const all = shape.kind === 'object' ? Object.entries(shape.keys) : [];
  return all.filter(([other, { _zod }]) => other !== key && _zod.optin !== 'optional').map(([other]) => other);
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, part) => (at as Record<string | number, unknown> | undefined)?.[part], data);
}
