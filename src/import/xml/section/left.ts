import { child, type Element, withAttributes } from '#src/xml/element.ts';
import type { Leftover } from '../../imported.ts';
import { canonical, differences, summary } from '../compare.ts';
import type { Kind } from './kind.ts';

/** Guests name their network or pool, so that the identifier is of use to libvirt alone. */
export function uuidLeft({ what }: Kind, source: Element): Leftover[] {
  const uuid = child(source, 'uuid');
  if (!uuid) return [];
  const why = `${what}s have no key for it: the profile derives it from the names of the host and the ${what}`;
  const remedy = `Guests refer to their ${what} by its name, so nothing needs to be done.`;
  return [{ kind: 'changed', where: `${source.name}/uuid`, value: uuid.text, why, remedy, offset: uuid.start }];
}

/** The elements that the result lacks and that can be kept verbatim, as they were read. */
export function keptElements(kind: Kind, source: Element, wanted: Element, made: Element | undefined): Element[] {
  const there = new Set(made?.children.map(canonical));
  const lacking = kind.verbatim(wanted).filter((each) => !there.has(canonical(each)));
  const starts = new Set(lacking.map(({ start }) => start));
  return source.children.filter((each) => starts.has(each.start)).map((each) => declared(each, source));
}

/** With the namespaces of its prefixes that only the root declares. */
function declared(each: Element, { attributes }: Element): Element {
  const used = prefixes(each);
  const spaces = Object.entries(attributes).filter(([key]) => key.startsWith('xmlns:') && used.has(key.slice(6)));
  return withAttributes(each, { ...Object.fromEntries(spaces), ...each.attributes });
}

function prefixes({ name, attributes, children }: Element): Set<string> {
  const own = [name, ...Object.keys(attributes)].flatMap((each) => (each.includes(':') ? each.split(':')[0]! : []));
  return new Set([...own, ...children.flatMap((each) => [...prefixes(each)])]);
}

/** Reports of everything in which the result is another than the definition, and of what is kept verbatim. */
export function leftOf(kind: Kind, wanted: Element, made: Element, kept: readonly Element[]): Leftover[] {
  const remedy = `If you need it, define this ${kind.what} on the target yourself instead of by the profile.`;
  const why = 'there is no key for it, so it was put under xml';
  const verbatim = kept.map((each): Leftover => {
    return { kind: 'kept', where: `${wanted.name}/${each.name}`, value: summary(each), why, offset: each.start };
  });
  const found = differences(wanted, made).filter(
    (each) => each.kind !== 'extra' || !kind.comesAnyway(each.where, each.value),
  );
  const others = found.map(({ kind: difference, where, value, instead, offset }): Leftover => {
    if (difference === 'missing')
      return { kind: 'lost', where, value, why: `no ${kind.what} of a profile can have it`, remedy, offset };
    const becomes =
      difference === 'extra' ? 'it is not in the definition; the profile adds it' : `it becomes ${instead}`;
    const check = `Check that this suits the ${kind.what}.`;
    return { kind: 'changed', where, value, why: becomes, remedy: check, offset };
  });
  return [...verbatim, ...others];
}
