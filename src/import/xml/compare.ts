import { pciAddress } from '../../guest/reader.ts';
import { attribute, child, type Element } from '../../xml/element.ts';

/** One thing that the first of two definitions has and the second has not, or the other way around. */
export interface Difference {
  kind: 'missing' | 'extra' | 'other';
  /** Such as domain/devices/disk[2]/driver/@iommu. */
  where: string;
  value: string;
  /** What the second has there. */
  instead?: string;
  offset: number;
}

/** Elements whose children's order matters; otherwise it matters only for boot devices. */
const ordered = new Set(['qemu:commandline', 'oemStrings']);

/** One text for all forms of an element that mean the same. */
export function canonical(of: Element): string {
  const attributes = Object.entries(of.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  const inside = of.children.map((each) => {
    const text = canonical(each);
    return [each.name === 'boot' && of.name === 'os' ? 'boot' : text, text] as const;
  });
  if (!ordered.has(of.name)) inside.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return JSON.stringify([of.name, attributes, of.text, inside.map(([, text]) => text)]);
}

const names = ['name', 'vcpu', 'vcpus', 'iothread', 'iothreads', 'cellid', 'type'];

/** What distinguishes children with the same name. */
function keyOf(each: Element, parent: string): string {
  if (parent === 'devices' || each.name === 'boot') return each.name;
  const by = names.find((name) => attribute(each, name) !== undefined);
  return by ? `${each.name} ${attribute(each, by)}` : each.name;
}

/** The children of an element in groups that are compared one by one. */
function groups(of: Element): Map<string, Element[]> {
  const found = new Map<string, Element[]>();
  for (const each of of.children) {
    const key = keyOf(each, of.name);
    found.set(key, [...(found.get(key) ?? []), each]);
  }
  return found;
}

/** Everything in which the second element is another than the first. */
export function differences(first: Element, second: Element, at = first.name): Difference[] {
  if (canonical(first) === canonical(second)) return [];
  const [a, b] = [groups(first), groups(second)];
  const inside = [...new Set([...a.keys(), ...b.keys()])].flatMap((key) => {
    const [ours, theirs] = withoutEqual(a.get(key) ?? [], b.get(key) ?? []);
    const all = a.get(key) ?? [];
    return Array.from({ length: Math.max(ours.length, theirs.length) }, (_, index): Difference[] => {
      const [one, other] = [ours[index], theirs[index]];
      const number = one && all.length > 1 ? `[${all.indexOf(one) + 1}]` : '';
      const where = `${at}/${(one ?? other)!.name}${number}`;
      if (one && other) return differences(one, other, where);
      if (one) return [{ kind: 'missing', where, value: summary(one), offset: one.start }];
      return other ? [{ kind: 'extra', where, value: summary(other), offset: first.start }] : [];
    }).flat();
  });
  return [...ownDifferences(first, second, at), ...inside];
}

/** What is left of two lists when those that are in both are taken out of each. */
function withoutEqual(a: readonly Element[], b: readonly Element[]): [Element[], Element[]] {
  const rest = new Map<string, Element[]>();
  for (const each of b) {
    const text = canonical(each);
    rest.set(text, [...(rest.get(text) ?? []), each]);
  }
  const left = a.filter((each) => rest.get(canonical(each))?.shift() === undefined);
  const kept = new Set([...rest.values()].flat());
  return [left, b.filter((each) => kept.has(each))];
}

function ownDifferences(first: Element, second: Element, at: string): Difference[] {
  const [before, now] = [first, second].map((each) => (each.name === 'address' ? placeOf(each) : undefined));
  if (before !== undefined && now !== undefined && before !== now) return [differing(at, before, now, first.start)];
  const all = [...new Set([...Object.keys(first.attributes), ...Object.keys(second.attributes)])];
  const found = all.flatMap((name): Difference[] => {
    const [one, other] = [attribute(first, name), attribute(second, name)];
    if (one === other) return [];
    return [differing(`${at}/@${name}`, one, other, first.start)];
  });
  return first.text === second.text
    ? found
    : [...found, differing(at, first.text || undefined, second.text || undefined, first.start)];
}

/** The place of a PCI device in the guest, in one word. */
const placeOf = (address: Element) => (attribute(address, 'slot') === undefined ? undefined : pciAddress(address));

function differing(where: string, one: string | undefined, other: string | undefined, offset: number): Difference {
  if (one === undefined) return { kind: 'extra', where, value: other ?? '', offset };
  if (other === undefined) return { kind: 'missing', where, value: one, offset };
  return { kind: 'other', where, value: one, instead: other, offset };
}

/** An element in a few words. */
export function summary(of: Element): string {
  const attributes = Object.entries(of.attributes).map(([key, value]) => `${key}=${value}`);
  const inside = of.children.map(({ name }) => name);
  const words = [...attributes, of.text, ...(inside.length > 0 ? [`with ${[...new Set(inside)].join(', ')}`] : [])];
  const text = words.filter(Boolean).join(' ');
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

/** The one device list of a definition. */
export function devicesOf(domain: Element): readonly Element[] {
  return child(domain, 'devices')?.children ?? [];
}
