import { type Element, withAttributes } from '../../xml/element.ts';

const spaces: Record<string, string> = {
  'http://libvirt.org/schemas/domain/qemu/1.0': 'qemu',
  'http://libosinfo.org/xmlns/libvirt/domain/1.0': 'libosinfo',
};

type Prefixes = ReadonlyMap<string, string>;

/**
 * The same without what only a running guest has: ids, the names of its devices (but for those that users choose, which
 * begin with ua-), and what libvirt keeps for itself. Prefixes of namespaces that are known become the usual ones.
 */
export function tidy(of: Element, above: Prefixes = new Map()): Element {
  const own = Object.entries(of.attributes).filter(([name]) => name.startsWith('xmlns:'));
  const known = own.flatMap(([name, uri]) =>
    Object.hasOwn(spaces, uri) ? [[name.slice(6), spaces[uri]!] as const] : [],
  );
  const prefixes = own.length > 0 ? new Map([...above, ...known]) : above;
  const declared = Object.fromEntries(
    own.filter(([name]) => known.some(([prefix]) => name === `xmlns:${prefix}`)).map(([name]) => [name, undefined]),
  );
  const inside = of.children.filter((each) => !onlyRunning(each)).map((each) => tidy(each, prefixes));
  const plain = withAttributes(of, declared);
  return { ...plain, name: renamed(of.name, prefixes), children: inside };
}

function renamed(name: string, prefixes: Prefixes): string {
  const [prefix = '', local] = name.split(':');
  return local === undefined ? name : `${prefixes.get(prefix) ?? prefix}:${local}`;
}

function onlyRunning({ name, attributes }: Element): boolean {
  return (name === 'alias' && !attributes.name?.startsWith('ua-')) || name === 'privateData';
}

const numbers = ['domain', 'bus', 'slot', 'function', 'controller', 'target', 'unit', 'port'];

/** Addresses with their numbers in one base, and without what is usual. */
export function plainAddresses(of: Element): Element {
  const inside = of.children.map(plainAddresses);
  if (of.name !== 'address') return { ...of, children: inside };
  const plain = Object.entries(of.attributes).flatMap(([key, value]) => {
    if (key === 'multifunction' && value === 'off') return [];
    const number = numbers.includes(key) && value !== '' ? Number(value) : Number.NaN;
    return [[key, Number.isNaN(number) ? value : String(number)] as const];
  });
  return { ...of, attributes: Object.fromEntries(plain), children: inside };
}
