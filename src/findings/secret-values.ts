import { isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments, type Scalar } from 'yaml';
import { everySecretIn, secretIn } from '../secrets/find.ts';
import { secretWords } from '../secrets/words.ts';
import { isNestedTooDeeply } from './nesting.ts';
import { isSecretKey } from './secret-keys.ts';

export interface Range {
  start: number;
  end: number;
}

/** Keys of a reference to a secret. */
const references = new Set(['env', 'file', 'prompt', 'on_medium', 'secret']);
/** Maps that have a secret among their keys: text in place of the map is probably that secret. */
const holders = /^access\.(root|users\.[^.]*)$|^install\.encrypt$/;
/** Words of which every text with a secret contains at least one, in any language. */
const words = /pass(?!through)|secret|token|psk|credential|(api|access|private|auth)[_-]?key/i;

/** Where secrets are in a text that may be YAML of any style, as far as it can be parsed. */
export function secretValues(text: string): Range[] {
  const ranges: Range[] = [];
  const hide = (node: Node | null | undefined) => {
    if (node?.range) ranges.push({ start: node.range[0], end: node.range[1] });
  };
  // Then it is examined only line by line.
  if (isNestedTooDeeply(text)) return [];
  const documents = parseAllDocuments(text, { prettyErrors: false, logLevel: 'silent', uniqueKeys: false });
  if (!Array.isArray(documents)) return [];
  for (const { contents } of documents) walk(contents as Node | null, [], hide);
  return ranges;
}

type Hide = (node: Node | null | undefined) => void;

function walk(root: Node | null, top: string[], hide: Hide): void {
  const anchors = new Map<string, Node>();
  const followed = new Set<Node>();
  const visit = (node: Node | null, path: string[], secret: boolean): void => {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (secret && target && !followed.has(target)) {
        followed.add(target);
        visit(target, path, true);
      }
      return;
    }
    if (node && 'anchor' in node && node.anchor) anchors.set(node.anchor, node);
    if (isMap(node)) {
      // cloud-init names the file next to its content (write_files).
      const file = node.get('path');
      const at = typeof file === 'string' ? [...path, file] : path;
      for (const { key, value } of node.items) visitPair(key as Node | null, value as Node | null, at, secret);
    } else if (isSeq(node)) {
      for (const item of node.items) visit(item as Node, path, secret);
      const words = node.items.map((item) => (isScalar(item) ? String(item.value) : ''));
      for (const { index } of secretWords(words)) hide(node.items[index] as Node);
    } else if (isScalar(node) && node.value !== null && (secret || isShownNever(node, path))) hide(node);
  };
  const visitPair = (key: Node | null, value: Node | null, path: string[], secret: boolean) => {
    const name = isScalar(key) ? String(key.value) : '';
    const below = [...path, name];
    // { hunter2 } is a key without a value.
    const bare = secret && (!value || (isScalar(value) && value.value === null));
    if (bare || !isScalar(key) || (secret && !references.has(name) && isScalar(value))) hide(key);
    visit(value, below, (secret && !isReference(name, value)) || isSecretKey(name));
  };
  visit(root, top, false);
}

/** `env: NAME`, `file: PATH` and so on, with a value that can be one. */
function isReference(name: string, value: Node | null): boolean {
  if (!references.has(name) || !isScalar(value)) return false;
  return name === 'prompt' ? typeof value.value === 'boolean' : /^[\w./:@ -]*$/.test(String(value.value ?? ''));
}

function isShownNever({ value }: Scalar, path: readonly string[]): boolean {
  if (typeof value !== 'string') return false;
  if (holders.test(path.join('.'))) return true;
  const target = (path.at(-1) === 'content' && path.at(-2)?.replace(/^\/+/, '')) || '';
  const several = /[\n=]|:\s|\s.*\s/.test(value);
  return (several && words.test(value)) || secretIn(value, target) !== undefined || everySecretIn(value).length > 0;
}
