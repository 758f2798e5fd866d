import type { Path } from '#src/findings/finding.ts';
import { foundIn, type Keys } from '#src/guest/vocabulary.ts';
import { keptVerbatim, lost, type Mark, type Marked } from '../marked.ts';
import { Node } from '../tree.ts';
import type { Draft } from './draft.ts';
import { ofPeople } from './wording.ts';

/** Copies values that have keys, with their place in the command. Skips values that are taken already. */
export function carry(node: Node | undefined, keys: Keys, draft: Draft, base: Path): void {
  for (const { key, value, from } of node ? foundIn(node, keys, ofPeople) : []) {
    const places = from.flatMap(({ of, at }) =>
      of instanceof Node ? (of.at(at) ?? { value: '', mark: of.mark }) : [],
    );
    const [first] = places;
    if (!first || first.taken) continue;
    for (const each of places) each.taken = true;
    const { mark } = first;
    if (value === undefined) draft.leftovers.push(lost(mark, `it is not a valid value of ${key.join('.')}`));
    else draft.set([...base, ...key], value, mark);
  }
}

/** Marks values without a key as taken, such as redundant ones. */
export function take(node: Node | undefined, ...places: string[]): Marked | undefined {
  let first: Marked | undefined;
  for (const at of places) {
    const given = node?.get(at) ?? node?.find(at)?.stated;
    if (!given) continue;
    given.taken = true;
    first ??= given;
  }
  return first;
}

/** Puts elements without a key under `xml:`, or reports them. Those in `written` are generated, so cannot go there. */
export function keepRest(node: Node, draft: Draft, at: Path | undefined, written: readonly string[] = []): void {
  const markup: string[] = [];
  const marks: Mark[] = [];
  for (const given of node.values()) if (given !== node.at('')) reportLost(given, draft);
  for (const each of node.children) {
    if (each.isEmpty() || each.taken) continue;
    if (at && !each.anyTaken() && !written.includes(each.name)) {
      markup.push(each.print());
      marks.push(...marksOf(each));
      each.taken = true;
    } else reportBelow(each, draft);
  }
  if (!at || markup.length === 0) return;
  const before = draft.get(at);
  draft.set(at, (typeof before === 'string' ? before : '') + markup.join(''), marks[0]);
  for (const mark of distinct(marks))
    draft.leftovers.push(keptVerbatim(mark, `there is no key for it, so it was put under ${at.join('.')}`));
}

/** Puts an element without keys under `xml:`. */
export function keepVerbatim(
  node: Node,
  draft: Draft,
  at: Path,
  why = `there are no keys for it, so it was put under ${at.join('.')}`,
): void {
  const before = draft.get(at);
  draft.set(at, (typeof before === 'string' ? before : '') + node.print(), node.mark);
  draft.leftovers.push(keptVerbatim(node.mark, why));
  node.taken = true;
}

/** Puts a whole device under `xml:`, with virt-install's defaults for what the command leaves out. */
export function keepDevice(
  node: Node,
  draft: Draft,
  usual: Record<string, string | undefined> = {},
  why?: string,
): true {
  complete(node, usual);
  keepVerbatim(node, draft, ['xml', 'devices'], why);
  return true;
}

/** Sets defaults for missing values. */
export function complete(node: Node, usual: Record<string, string | undefined>): void {
  for (const [at, value] of Object.entries(usual))
    if (value !== undefined && !node.get(at)) node.set(at, value, node.mark);
}

function reportBelow(node: Node, draft: Draft): void {
  for (const given of node.values()) reportLost(given, draft);
  for (const each of node.children) if (!each.taken) reportBelow(each, draft);
}

function reportLost(given: Marked, draft: Draft): void {
  if (given.taken) return;
  given.taken = true;
  draft.leftovers.push(lost(given.mark, 'the profile has no key for it, and its element is generated from other keys'));
}

function marksOf(node: Node): Mark[] {
  const own = [...(node.stated ? [node.stated] : []), ...node.values()].map(({ mark }) => mark);
  return [...own, ...node.children.flatMap(marksOf)];
}

function distinct(marks: Mark[]): Mark[] {
  return [...new Map(marks.map((mark) => [`${mark.where} ${mark.offset}`, mark])).values()];
}
