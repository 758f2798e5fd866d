import type { Path } from '#src/findings/finding.ts';
import { kept, lost, type Mark, type Said } from '../said.ts';
import type { Node } from '../tree.ts';
import type { Draft } from './draft.ts';
import { type Kind, text } from './kinds.ts';

/** A place of the XML, the key that says it, and how it is written. */
export type Row = readonly [at: string, key: string, kind?: Kind];

/** Carries over what has keys. A place that ends in `?` is an element that is there or not. */
export function carry(node: Node | undefined, rows: readonly Row[], draft: Draft, base: Path): void {
  for (const [at, key, kind = text] of rows) {
    const said = at.endsWith('?') ? thereOf(node, at.slice(0, -1)) : node?.get(at);
    if (!said || said.taken) continue;
    said.taken = true;
    const value = kind(said.value);
    if (value === undefined) draft.left.push(lost(said.mark, `it is nothing that ${key} can say`));
    else draft.set([...base, ...key.split('.')], value, said.mark);
  }
}

function thereOf(node: Node | undefined, path: string): Said | undefined {
  const found = node?.find(path);
  return found && (found.stated ?? (found.isEmpty() ? undefined : { value: 'yes', mark: found.mark }));
}

/** Takes a value without a key of its own, such as one that says nothing new. */
export function take(node: Node | undefined, ...places: string[]): Said | undefined {
  let first: Said | undefined;
  for (const at of places) {
    const said = node?.get(at) ?? node?.find(at)?.stated;
    if (!said) continue;
    said.taken = true;
    first ??= said;
  }
  return first;
}

/** What has no key and can stand in `xml:` is put there; what cannot is told. `written` are elements that are there anyway. */
export function rest(node: Node, draft: Draft, at: Path | undefined, written: readonly string[] = []): void {
  const markup: string[] = [];
  const marks: Mark[] = [];
  for (const said of node.attributes.values()) tell(said, draft);
  for (const each of node.children) {
    if (each.isEmpty() || each.taken) continue;
    if (at && !each.anyTaken() && !written.includes(each.name)) {
      markup.push(each.print());
      marks.push(...marksOf(each));
      each.taken = true;
    } else below(each, draft);
  }
  if (!at || markup.length === 0) return;
  const before = draft.get(at);
  draft.set(at, (typeof before === 'string' ? before : '') + markup.join(''), marks[0]);
  for (const mark of distinct(marks)) draft.left.push(kept(mark, 'it has no key, and stands in xml: as it is'));
}

/** The whole element, as XML, where the profile has no keys for what it is. */
export function whole(node: Node, draft: Draft, at: Path, why = 'it has no keys, and stands in xml: as it is'): void {
  const before = draft.get(at);
  draft.set(at, (typeof before === 'string' ? before : '') + node.print(), node.mark);
  draft.left.push(kept(node.mark, why));
  node.taken = true;
}

function below(node: Node, draft: Draft): void {
  for (const said of [node.text, ...node.attributes.values()]) if (said) tell(said, draft);
  for (const each of node.children) if (!each.taken) below(each, draft);
}

function tell(said: Said, draft: Draft): void {
  if (said.taken) return;
  said.taken = true;
  draft.left.push(
    lost(said.mark, 'the profile has no key for it, and the element that it belongs to is written without it'),
  );
}

export function marksOf(node: Node): Mark[] {
  const own = [node.stated, node.text, ...node.attributes.values()].flatMap((said) => (said ? [said.mark] : []));
  return [...own, ...node.children.flatMap(marksOf)];
}

function distinct(marks: Mark[]): Mark[] {
  return [...new Map(marks.map((mark) => [`${mark.where} ${mark.offset}`, mark])).values()];
}
