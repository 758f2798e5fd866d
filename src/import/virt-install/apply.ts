import type { Use } from './arguments.ts';
import type { Building, Call } from './building.ts';
import { applyEdit, editsOf } from './edits.ts';
import { handlers } from './handlers/index.ts';
import { lost, type Mark } from './marked.ts';
import { meantBy, type Pairs, pairsOf, type Suboption, suboptionsOf, tableOf, unknownPair } from './suboptions.ts';
import type { Node } from './tree.ts';
import { truth } from './truth.ts';

/** Applies one option to the domain. */
export function applyOption(use: Use, building: Building): void {
  const table = tableOf(use.name);
  const value = use.value;
  if (!table || value === undefined || value.value === '') return;
  if (table.none && value.value === 'none') return;
  if (value.value === '?' || value.value === 'help') {
    building.leftovers.push(lost(use.mark, 'it asks virt-install for help', 'Remove it.'));
    return;
  }
  const handler = handlers[use.name] ?? {};
  const pairs = handler.before ? handler.before(pairsOf(use.name, value), use, building) : pairsOf(use.name, value);
  if (pairs === null) return;
  const node = nodeOf(table.element, use, building.domain);
  const edits = editsOf(pairs, use);
  for (const each of suboptionsOf(table)) applySuboption(each, pairs, use, node, building, handler.calls ?? {});
  for (const [key, pair] of pairs) if (!seen(key, use)) building.leftovers.push(unknownPair(use, pair));
  for (const edit of edits) applyEdit(edit, node, building);
  handler.after?.(node, pairs, use, building);
}

/** Each option for a device adds a device; other options share one element. */
function nodeOf(element: string, use: Use, domain: Node): Node {
  if (element === '.') return domain;
  const [parent, name] = element.startsWith('devices/') ? ['devices', element.slice(8)] : ['.', element];
  const list = parent === 'devices' || name === 'seclabel';
  return list ? domain.find(parent, use.mark)!.add(name, use.mark) : domain.find(element, use.mark)!;
}

const seen = (key: string, { name }: Use) =>
  key === 'clearxml' || key.startsWith('xpath') || meantBy(name, key) !== undefined;

function applySuboption(
  { name, at, words }: Suboption,
  pairs: Pairs,
  use: Use,
  node: Node,
  building: Building,
  calls: Record<string, Call>,
): void {
  for (const [key, { key: written, value, offset }] of pairs) {
    const meant = meantBy(use.name, key);
    if (meant?.suboption.name !== name) continue;
    const mark = { where: `${use.flag} ${written}`, value: value?.value ?? '', offset };
    if (value === undefined && !['set_uefi_cb()', 'noset_cb()'].some((word) => words.has(word))) {
      building.leftovers.push(lost(mark, `${written} has no value`, `Write ${written}=VALUE.`));
      continue;
    }
    const text = value?.value ?? '';
    const call = calls[name] ?? calls[[...words].find((word) => word.endsWith('()')) ?? ''];
    const isSwitch = ['yesno', 'onoff', 'there', 'switch'].some((word) => words.has(word));
    if (words.has('set_boot_order_cb()')) bootOrder(node, text, mark, building.domain);
    else if (call) call(node, text, mark, building, key);
    else if (at !== '-' && !words.has('noset_cb()') && !(words.has('or-default') && text === 'default')) {
      const path = meant.numbers.reduce((place, number) => place.replace('[n]', `[${number + 1}]`), at);
      if (!isSwitch) node.set(path, text === '' ? undefined : text, mark);
      else if (truth(text) === undefined)
        building.leftovers.push(lost(mark, 'it is neither yes nor no', 'Write yes or no.'));
      else if (words.has('there')) node.state(path, truth(text)!, mark);
      else node.set(path, words.has('onoff') ? (truth(text) ? 'on' : 'off') : truth(text) ? 'yes' : 'no', mark);
    } else if (isSwitch && at !== '-') building.leftovers.push(lost(mark, 'it cannot be imported'));
  }
}

/** Gives a device its boot order and moves later devices up by one (virtinst/guest.py, reorder_boot_order). */
function bootOrder(node: Node, value: string, mark: Mark, domain: Node): void {
  const others = (domain.find('devices')?.children ?? []).filter((each) => each !== node && each.get('boot/@order'));
  const order = (each: Node) => Number(each.get('boot/@order')!.value);
  let next = Number(value);
  for (const other of others.sort((a, b) => order(a) - order(b))) {
    if (order(other) < Number(value)) continue;
    if (order(other) !== next) break;
    next += 1;
    other.set('boot/@order', String(next), other.get('boot/@order')!.mark);
  }
  node.set('boot/@order', value, mark);
  for (const each of domain.find('os')?.all('boot') ?? [])
    domain.find('os')!.children.splice(domain.find('os')!.children.indexOf(each), 1);
}
