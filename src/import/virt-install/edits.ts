import type { Use } from './arguments.ts';
import type { Building } from './building.ts';
import { lost, type Mark } from './marked.ts';
import type { Pairs } from './suboptions.ts';
import type { Node } from './tree.ts';

/** An edit of the XML that virt-install makes: `--xml`, or `xpath1.set=` of another option. */
export interface Edit {
  set?: string;
  value?: string;
  create?: string;
  delete?: string;
  mark: Mark;
}

/** The edits among the suboptions of an option, by their numbers. */
export function editsOf(pairs: Pairs, { flag }: Use): Edit[] {
  const edits = new Map<number, Edit>();
  for (const { key, value, offset } of pairs.values()) {
    const [, number = '', what = ''] = /^xpath(\d*)\.(set|value|create|delete)$/.exec(key) ?? [];
    if (what === '') continue;
    const edit = edits.get(Number(number)) ?? { mark: { where: `${flag} ${key}`, value: value?.value ?? '', offset } };
    edits.set(Number(number), { ...edit, [what]: value?.value ?? '' });
  }
  return [...edits].sort(([a], [b]) => a - b).map(([, edit]) => edit);
}

/** An edit of the whole domain, by `--xml`. */
export function editOf({ flag, value, mark }: Use): Edit {
  const text = value?.value ?? '';
  if (!text.startsWith('xpath.')) return { set: text, mark };
  const parts = text.split(/,(?=xpath\.(?:set|value|create|delete)=)/);
  const named = parts.map((part) => [part.slice(6, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]);
  return { ...Object.fromEntries(named), mark: { ...mark, where: flag } };
}

const supported =
  /^(?:\.?\/)?(?:[\w:.-]+(?:\[(?:\d+|@[\w:.-]+=(?:"[^"]*"|'[^']*'))\])?\/)*(?:@?[\w:.-]+(?:\[(?:\d+|@[\w:.-]+=(?:"[^"]*"|'[^']*'))\])?|\.)$/;

/** Applies an edit to what the command defines; what virt-install adds by itself cannot be edited. */
export function applyEdit(edit: Edit, node: Node, { domain, leftovers }: Building): void {
  const { mark } = edit;
  const whole = edit.delete ?? edit.create ?? edit.set ?? '';
  const equals = whole.lastIndexOf('=');
  const setting = edit.delete === undefined && edit.create === undefined;
  const split = setting && edit.value === undefined;
  if (split && equals < 0) {
    leftovers.push(lost(mark, 'an edit must be an XPath, an equals sign and a value'));
    return;
  }
  const written = split ? whole.slice(0, equals) : whole;
  const value = split ? whole.slice(equals + 1) : (edit.value ?? '');
  const root = written.startsWith('/') ? domain : node;
  const path = written.replace(/^\/domain(\/|$)/, './').replace(/^\.?\/?/, '');
  if (!supported.test(path === '' ? '.' : path)) {
    leftovers.push(
      lost(
        mark,
        'this XPath contains more than names, numbers and attributes',
        'Write the change as keys, or under xml:.',
      ),
    );
    return;
  }
  if (/^devices\/[^[]*\[(?:\d{3,}|6[5-9]|[7-9]\d)\]/.test(path)) {
    leftovers.push(lost(mark, 'the command does not define that many devices'));
    return;
  }
  if (edit.delete !== undefined) {
    if (!root.remove(path))
      leftovers.push(
        lost(mark, 'it removes something that the command does not define', 'Use the key that disables it.'),
      );
  } else if (edit.create !== undefined) root.state(path, true, mark);
  else root.set(path, value === '' ? undefined : value, mark);
}
