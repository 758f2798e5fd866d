import { parseXml, XmlCdata, XmlElement, XmlError, XmlText } from '@rgrove/parse-xml';
import type { Problem } from '../findings/finding.ts';
import { problemAt } from './codes.ts';
import type { Element } from './element.ts';

/** Definitions are a few levels deep; recursive readers fail at some thousands. */
const deepest = 100;
/**
 * The parser recurses, too, and where little of the stack is left, V8 may end the process instead of throwing. This
 * counts tags in comments and values as well, so it is far above the limit.
 */
const mostTags = 1000;

export type Parsed = { roots: Element[] } | { problems: Problem[] };

const wrapper = ['<definitions>', '</definitions>'] as const;

/**
 * The elements of an XML document, or of several in one file, as virsh and virt-install print them one after another. A
 * document type, and with it entities and external files, is refused.
 */
export function parseDocument(text: string, file: string): Parsed {
  const refuse = (reason: string, offset: number) => ({
    problems: [problemAt('import-not-xml', { place: { file, offset } }, { reason })],
  });
  const doctype = text.search(/<!DOCTYPE/i);
  if (doctype >= 0) return refuse('it has a document type, which no definition of libvirt has', doctype);
  const nested = `its elements are nested more than ${deepest} levels deep`;
  const beyond = tagsBeyond(text, mostTags);
  if (beyond !== undefined) return refuse(nested, beyond);
  // Only the first of several documents may have declarations; replacing the others with spaces keeps the offsets.
  const plain = text.replace(/<\?xml\s[^>]*\?>/g, (found) => ' '.repeat(found.length));
  try {
    const { root } = parseXml(wrapper.join(plain), { includeOffsets: true });
    const deep = root && tooDeep(root);
    if (deep) return refuse(nested, deep.start - wrapper[0].length);
    const roots = root ? converted(root).children : [];
    return roots.length > 0 ? { roots: [...roots] } : refuse('it contains no element', 0);
  } catch (thrown) {
    if (!(thrown instanceof XmlError)) throw thrown;
    const [reason = ''] = thrown.message.split(/ \(line \d+|\n/);
    const offset = Math.max(0, Math.min(thrown.pos - wrapper[0].length, text.length));
    return refuse(wordsFor(reason), offset);
  }
}

/** The parser's message without the parts about the added root element. */
function wordsFor(reason: string): string {
  if (reason.endsWith(' definitions')) return 'an end tag has no start tag';
  if (reason === 'Missing end tag for element definitions') return 'it ends before every element is closed';
  return reason.charAt(0).toLowerCase() + reason.slice(1);
}

/** Where more tags than that are open. */
function tagsBeyond(text: string, most: number): number | undefined {
  let open = 0;
  for (const { 0: tag, index } of text.matchAll(/<\/?[^\s<>!?][^<>]*>?/g)) {
    if (tag.startsWith('</')) open--;
    else if (!tag.endsWith('/>')) open++;
    if (open > most) return index;
  }
  return undefined;
}

/** The first element that is nested too deeply. */
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
    start: node.start - wrapper[0].length,
    end: node.end - wrapper[0].length,
  };
}
