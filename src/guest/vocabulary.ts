import type { Path } from '../findings/finding.ts';
import { attribute, type Element, isThere } from '../xml/element.ts';

/** A part of an element: `@` and a name for an attribute, empty for its text, `?` for its presence. */
export interface Place {
  of: Element;
  at: string;
}

/** A key with its value, and the places that it comes from. The value is absent if the key cannot express it. */
export interface Found {
  key: Path;
  value: unknown;
  from: readonly Place[];
}

/** Who wrote the values: libvirt in a definition, or a person in a command. */
export interface Wording {
  number(text: string): unknown;
  truth(text: string): boolean | undefined;
  /** An amount with its unit, KiB by default. */
  size(text: string, unit?: string): string | undefined;
}

/** Converts a value of the XML to that of the profile; undefined for a value without such a form. */
export type Form = (text: string, wording: Wording) => unknown;

const asText: Form = (text) => text;
export const asLower: Form = (text) => text.toLowerCase();
export const asNumber: Form = (text, wording) => wording.number(text);
export const asTruth: Form = (text, wording) => wording.truth(text);

/** A place below the element, such as `driver/@queues` or `readonly?`, and the equivalent key. */
type Row = readonly [at: string, key: string, form?: Form];
/** Keys that combine several places, or a variable number of places. */
export type Several = (of: Element, wording: Wording) => readonly Found[];
export type Keys = readonly (Row | Several)[];

/** The whole vocabulary of an element. */
export function foundIn(of: Element, keys: Keys, wording: Wording): Found[] {
  return keys.flatMap((each) => {
    if (typeof each === 'function') return each(of, wording);
    const [at, key, form = asText] = each;
    const place = placeIn(of, at);
    return place ? [{ key: key.split('.'), value: form(textAt(place)!, wording), from: [place] }] : [];
  });
}

/** The same below a key of its own. */
export function under(above: Path, all: readonly Found[]): Found[] {
  return all.map((each) => ({ ...each, key: [...above, ...each.key] }));
}

/** A key with those of its places that have a value; if none has, with the element itself. */
export function found(key: string | Path, value: unknown, of: Element | undefined, ...places: string[]): Found {
  const said = placesIn(of, ...places);
  const from = of && said.length === 0 ? [{ of, at: '?' }] : said;
  return { key: typeof key === 'string' ? key.split('.') : key, value, from };
}

/** Those of an element's places that have a value. */
export function placesIn(of: Element | undefined, ...places: string[]): Place[] {
  return of ? places.flatMap((at) => placeIn(of, at) ?? []) : [];
}

/** The value of a place; undefined if it has none. */
function textAt({ of, at }: Place): string | undefined {
  if (at === '?') return { true: 'yes', false: 'no' }[String(isThere(of))];
  return at === '' ? of.text || undefined : attribute(of, at.slice(1));
}

function placeIn(of: Element, path: string): Place | undefined {
  const [, parent = '', at = ''] = /^(.*?)\/?(@[^/]+|\?|)$/.exec(path) ?? [];
  const inside = elementAt(of, parent);
  const place = inside && { of: inside, at };
  return place && textAt(place) !== undefined ? place : undefined;
}

/** The text at a place below an element. */
export function textIn(of: Element | undefined, path: string): string | undefined {
  const place = of && placeIn(of, path);
  return place && textAt(place);
}

function elementAt(of: Element, path: string): Element | undefined {
  const names = path.split('/').filter((name) => name !== '');
  return names.reduce<Element | undefined>((at, name) => at?.children.find((each) => each.name === name), of);
}

/** Sets a value at the path of its key, creating the maps and lists on the way. */
export function put(holder: Record<string, unknown>, [key = '', ...rest]: Path, value: unknown): void {
  const before = Object.hasOwn(holder, key) ? holder[key] : undefined;
  const open = typeof before === 'object' && before !== null ? before : typeof rest[0] === 'number' ? [] : {};
  if (rest.length > 0) put(open as Record<string, unknown>, rest, value);
  // Assigning to __proto__ would not create a key.
  Object.defineProperty(holder, key, {
    value: rest.length > 0 ? open : value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}
