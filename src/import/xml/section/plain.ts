import { type Element, withAttributes } from '#src/xml/element.ts';

/** How many ports use a network at the moment, which only the definition of a running one says. */
const ofRunning = new Set(['connections']);

/** The same without declarations of namespaces, and without what only something that runs has. */
export function plain(of: Element): Element {
  const gone = Object.keys(of.attributes).filter((key) => key.startsWith('xmlns:') || ofRunning.has(key));
  const changed = withAttributes(of, Object.fromEntries(gone.map((key) => [key, undefined])));
  return { ...changed, children: of.children.map(plain) };
}
