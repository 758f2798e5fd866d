import type { Values } from '../../guest/reader.ts';
import { child, type Element, print, withAttributes } from '../../xml/element.ts';
import type { Leftover } from '../imported.ts';
import { canonical, devicesOf, summary } from './compare.ts';
import { type Kind, keysInside, kinds } from './device-kinds.ts';
import { type Draft, type Entry, stateOf } from './draft.ts';
import { keepAsXml } from './fit.ts';
import { dropKey } from './keys.ts';

/** Elements of a domain into which XML can be put, by their name. */
const places = ['os', 'features', 'cpu', 'clock', 'cputune', 'memoryBacking'];
/** Those that are only rendered with their key. */
const keyed: Record<string, string> = { cputune: 'cputune', memoryBacking: 'memory_backing' };

export interface Remainder {
  draft: Draft;
  /** The definition as it was read, without what libvirt assigns; fragments are copied from it. */
  source: Element;
  /** The same in its normal form. */
  wanted: Element;
  /** What the draft renders to, in its normal form. */
  made: Element;
  leftovers: Leftover[];
}

/** Puts what has no key under `xml:`; whether anything was added. */
export function addFallbackXml(work: Remainder): boolean {
  const before = stateOf(work.draft);
  addDeviceXml(work);
  addDomainXml(work);
  for (const place of places) addSectionXml(place, work);
  return before !== stateOf(work.draft);
}

/** The elements of the first that the second does not have. */
function lacking(wanted: Element | undefined, made: Element | undefined): Element[] {
  const there = new Set(made?.children.map(canonical));
  return wanted?.children.filter((each) => !there.has(canonical(each))) ?? [];
}

function addDeviceXml({ draft, wanted, made, leftovers }: Remainder): void {
  for (const [name, kind] of Object.entries(kinds)) {
    const mine = devicesOf(made).filter((each) => each.name === name);
    const theirs = new Map(devicesOf(wanted).map((each) => [each.start, each]));
    // One that the normal form leaves out has no counterpart among mine, either.
    const entries = (draft.entries.get(name) ?? []).filter(({ device }) => theirs.has(device.start));
    for (const [index, entry] of entries.entries()) {
      const device = theirs.get(entry.device.start)!;
      const own = mine[index];
      if (!own || canonical(device) === canonical(own)) continue;
      const rest = canonical({ ...device, children: [] }) !== canonical({ ...own, children: [] });
      const way = kind.acceptsXml && !rest && !entry.values.xml ? wayIn(kind, device, own, entry.values) : undefined;
      if (way === undefined) {
        if (!stays(name, entry)) keepAsXml(name, entry, draft);
      } else if (way.keys.length > 0) for (const key of way.keys) delete entry.values[key];
      else {
        const originals = way.elements.map((each) => originalOf(each, entry.device) ?? each);
        entry.values.xml = originals.map(print).join('\n');
        for (const each of originals)
          leftovers.push(keptVerbatim(`domain/devices/${name}/${each.name}`, each, `xml of ${kind.key}`, print(each)));
      }
    }
  }
}

/** The host must know each PCI device, and a guest always has a balloon. */
const stays = (name: string, { values }: Entry) => name === 'memballoon' || (name === 'hostdev' && 'pci' in values);

/** The elements that can go under a device's `xml:`, or else the keys that prevent it; undefined if neither works. */
function wayIn(
  kind: Kind,
  device: Element,
  own: Element,
  values: Values,
): { elements: Element[]; keys: string[] } | undefined {
  const elements = lacking(device, own);
  const names = [...new Set(lacking(own, device).map(({ name }) => name))];
  const inTheWay = names.map((name) => keysInside(kind, name));
  if (inTheWay.includes(undefined) || elements.length === 0) return undefined;
  const keys = inTheWay.flat().filter((key): key is string => key !== undefined && Object.hasOwn(values, key));
  return names.length > 0 && keys.length === 0 ? undefined : { elements, keys };
}

function addDomainXml({ draft, source, wanted, made, leftovers }: Remainder): void {
  for (const each of lacking(wanted, made)) {
    if (each.name === 'devices' || each.name === 'name' || each.name === 'uuid') continue;
    if (places.includes(each.name) && child(made, each.name)) continue;
    const own = child(made, each.name);
    if (own && !dropKey(['domain', each.name], each, draft.guest)) continue;
    if (own) continue;
    const original = originalOf(each, source);
    if (original) put('domain', original, source, draft.guest, leftovers);
  }
}

function addSectionXml(place: string, { draft, source, wanted, made, leftovers }: Remainder): void {
  const own = child(made, place);
  if (!own) return;
  for (const each of lacking(child(wanted, place), own)) {
    const same = own.children.filter((other) => other.name === each.name && sameKey(other, each));
    if (same.length > 0) {
      dropKey([place, each.name], each, draft.guest);
      continue;
    }
    const original = originalOf(each, source);
    if (!original) continue;
    const key = keyed[place];
    if (key) draft.guest[key] ??= {};
    put(place, original, source, draft.guest, leftovers);
  }
}

const keys = ['name', 'vcpu', 'iothread', 'cellid', 'dev'];
const sameKey = (a: Element, b: Element) => keys.every((key) => a.attributes[key] === b.attributes[key]);

/** An element as it was read, found by its offset. */
function originalOf(each: Element, source: Element): Element | undefined {
  if (each.end === 0) return undefined;
  if (source.start === each.start && source.end === each.end) return source;
  for (const inner of source.children) {
    const found = originalOf(each, inner);
    if (found) return found;
  }
  return undefined;
}

function put(place: string, original: Element, source: Element, guest: Values, leftovers: Leftover[]): void {
  const xml = { ...(guest.xml as Values | undefined) };
  const text = print(declared(original, source));
  if (String(xml[place] ?? '').includes(text)) return;
  xml[place] = xml[place] === undefined ? text : `${xml[place]}\n${text}`;
  guest.xml = xml;
  const where = place === 'domain' ? `domain/${original.name}` : `domain/${place}/${original.name}`;
  leftovers.push(keptVerbatim(where, original, `xml.${place}`, text));
}

/** With the namespace of its prefix, which the text around it may not declare. */
function declared(each: Element, source: Element): Element {
  const [prefix, local] = each.name.split(':');
  const uri = prefix === 'qemu' ? 'http://libvirt.org/schemas/domain/qemu/1.0' : source.attributes[`xmlns:${prefix}`];
  return local === undefined || uri === undefined ? each : withAttributes(each, { [`xmlns:${prefix}`]: uri });
}

export function keptVerbatim(where: string, each: Element, place: string, fragment: string): Leftover {
  const why = `there is no key for it, so it was put under ${place}`;
  return { kind: 'kept', where, value: summary(each), why, offset: each.start, fragment };
}
