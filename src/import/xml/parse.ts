import { parseXml, XmlCdata, XmlElement, XmlError, XmlText } from '@rgrove/parse-xml';
import { type Problem, problemAt } from '../../findings/finding.ts';
import type { Element } from './element.ts';

/** Definitions are a few levels deep; readers that call themselves once a level end at some thousands. */
const deepest = 100;

/** The root of an XML document. A document type is refused, and with it entities and what lies outside the file. */
export function parseDocument(text: string, file: string): { root: Element } | { problems: Problem[] } {
  const refuse = (reason: string, offset: number) => ({
    problems: [problemAt('import-not-xml', { place: { file, offset } }, { reason })],
  });
  const doctype = text.search(/<!DOCTYPE/i);
  if (doctype >= 0) return refuse('it has a document type, which no definition of libvirt has', doctype);
  const nested = `elements lie more than ${deepest} deep in each other`;
  try {
    const { root } = parseXml(text, { includeOffsets: true });
    if (!root) return refuse('there is no element', 0);
    const deep = tooDeep(root);
    return deep ? refuse(nested, deep.start) : { root: converted(root) };
  } catch (thrown) {
    // The parser calls itself for each level.
    if (thrown instanceof RangeError) return refuse(nested, 0);
    if (!(thrown instanceof XmlError)) throw thrown;
    const [reason = ''] = thrown.message.split(/ \(line \d+|\n/);
    return refuse(reason.charAt(0).toLowerCase() + reason.slice(1), thrown.pos);
  }
}

/** The first element that lies too deep. */
function tooDeep(root: XmlElement): XmlElement | undefined {
  let level = [root];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > deepest) return level[0];
    level = level.flatMap(({ children }) => children.filter((each): each is XmlElement => each instanceof XmlElement));
  }
  return undefined;
}

function converted(node: XmlElement): Element {
  const inside = node.children.filter((each): each is XmlElement => each instanceof XmlElement);
  const text = node.children
    .filter((each) => each instanceof XmlText || each instanceof XmlCdata)
    .map((each) => (each as XmlText).text)
    .join('');
  return {
    name: node.name,
    attributes: node.attributes,
    children: inside.map(converted),
    text: text.trim(),
    start: node.start,
    end: node.end,
  };
}
