/** An XML element: `text` is its text outside of child elements. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
  /** Its range in the source text, as character offsets. */
  readonly start: number;
  readonly end: number;
  /** From a command: whether the element is requested or forbidden; undefined if neither. */
  readonly wanted?: boolean | undefined;
}

/** Whether an element is present; elements of a definition always are. */
export function isThere(of: Element | undefined): boolean | undefined {
  return of && 'wanted' in of ? of.wanted : of && true;
}

/** A new element without a source position. */
export function element(
  name: string,
  attributes: Record<string, string | number | undefined> = {},
  children: readonly Element[] = [],
  text = '',
): Element {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)]],
  );
  return { name, attributes: Object.fromEntries(given), children, text, start: 0, end: 0 };
}

/** The first child with a given name. */
export function child(parent: Element | undefined, name: string): Element | undefined {
  return parent?.children.find((each) => each.name === name);
}

export function children(parent: Element | undefined, name: string): Element[] {
  return parent?.children.filter((each) => each.name === name) ?? [];
}

/** An attribute of an element; undefined if either is missing. */
export function attribute(of: Element | undefined, name: string): string | undefined {
  return of && Object.hasOwn(of.attributes, name) ? of.attributes[name] : undefined;
}

/** The text of a child. */
export function textOf(parent: Element | undefined, name: string): string | undefined {
  return child(parent, name)?.text;
}

/** A copy with other attributes; undefined removes one. */
export function withAttributes(of: Element, changed: Record<string, string | undefined>): Element {
  const all = Object.entries({ ...of.attributes, ...changed }).filter((entry): entry is [string, string] => {
    return entry[1] !== undefined;
  });
  return { ...of, attributes: Object.fromEntries(all) };
}

/** A copy without attributes whose value is equivalent to their absence. */
export function withoutUsual(of: Element, usual: Record<string, string | readonly string[]>): Element {
  const gone = Object.entries(usual).filter(([key, values]) =>
    typeof values === 'string' ? of.attributes[key] === values : values.includes(of.attributes[key] ?? ''),
  );
  return gone.length === 0 ? of : withAttributes(of, Object.fromEntries(gone.map(([key]) => [key, undefined])));
}

export function withChildren(of: Element, inside: readonly Element[]): Element {
  return { ...of, children: inside };
}

/** A copy with each child mapped, or removed if the result is undefined. */
export function mapChildren(of: Element, change: (each: Element) => Element | undefined): Element {
  return withChildren(
    of,
    of.children.flatMap((each) => change(each) ?? []),
  );
}

/** Whether an element has no attributes, text or children. */
export function isBare({ attributes, children, text }: Element): boolean {
  return Object.keys(attributes).length === 0 && children.length === 0 && text === '';
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '\n': '&#10;',
  '\t': '&#9;',
};
const escaped = (text: string) => text.replace(/[&<>'\n\t]/g, (char) => escapes[char] ?? char);

/** The element as text, in one line. */
export function print({ name, attributes, children, text }: Element): string {
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}='${escaped(value)}'`);
  const inside = escaped(text).replaceAll('&apos;', "'").replaceAll('&#10;', '\n') + children.map(print).join('');
  return inside === '' ? `<${name}${said.join('')}/>` : `<${name}${said.join('')}>${inside}</${name}>`;
}
