import type { Path } from '#src/findings/finding.ts';
import { changed, lost } from '../said.ts';
import type { Node } from '../tree.ts';
import { carry, type Row, rest, take, whole as wholeElement } from './carry.ts';
import type { Draft } from './draft.ts';
import { truthful, whole } from './kinds.ts';

const rows: Row[] = [
  ['@type', 'type'],
  ['@port', 'port', whole],
  ['@autoport', 'autoport', truthful],
  ['@keymap', 'keymap'],
  ['@websocket', 'websocket', whole],
  ['@display', 'display'],
  ['image/@compression', 'image_compression'],
  ['clipboard/@copypaste', 'clipboard', truthful],
  ['filetransfer/@enable', 'filetransfer', truthful],
  ['mouse/@mode', 'mouse'],
  ['streaming/@mode', 'streaming'],
];

/** One screen. A password stands in no profile. */
export function screen(node: Node, draft: Draft, index: number, usual: string): boolean {
  const type = node.get('@type');
  if (type && !['vnc', 'spice', 'sdl', 'egl-headless'].includes(type.value)) {
    wholeElement(
      node,
      draft,
      ['xml', 'devices'],
      'screens of this type have no keys, and stand in xml.devices as they are',
    );
    return false;
  }
  const base: Path = ['graphics', index];
  draft.set([...base, 'type'], usual, node.mark);
  secret(node, draft, type?.value ?? usual);
  if (type && usual !== type.value && !['vnc', 'spice'].includes(type.value)) take(node, '@xauth');
  if (node.get('@port')?.value === '-1') take(node, '@port');
  if (node.get('@tlsPort')?.value === '-1') take(node, '@tlsPort');
  carry(node, rows, draft, base);
  listen(node, draft, base);
  gl(node, draft, base);
  rest(node, draft, undefined);
  return true;
}

function secret(node: Node, draft: Draft, type: string): void {
  const word = take(node, '@passwd');
  if (!word) return;
  const mark = { ...word.mark, value: '(not shown)' };
  draft.left.push(
    lost(
      mark,
      'a password stands in no profile',
      `Write graphics: { type: ${type}, password: { env: NAME } }, or { file: PATH } in place of { env: NAME }.`,
    ),
  );
}

function listen(node: Node, draft: Draft, base: Path): void {
  const [first] = node.all('listen');
  const at: Path = [...base, 'listen'];
  const attribute = take(node, '@listen');
  if (attribute) draft.set(at, attribute.value, attribute.mark);
  if (!first) return;
  const type = take(first, '@type')?.value ?? 'address';
  const address = type === 'address' ? take(first, '@address') : undefined;
  const socket = type === 'socket' ? take(first, '@socket') : undefined;
  if (type === 'none') draft.set(at, 'none', first.mark);
  else if (address) draft.set(at, address.value, address.mark);
  else if (type === 'socket') draft.set(at, socket ? { socket: socket.value } : {}, first.mark);
  else draft.left.push(lost(first.mark, 'screens here listen at an address, a socket or nowhere'));
}

/** A card of the host by its file; virt-install writes the first that its own host has where none is said. */
function gl(node: Node, draft: Draft, base: Path): void {
  const enabled = take(node, 'gl/@enable');
  const file = take(node, 'gl/@rendernode');
  const mark = (file ?? enabled)?.mark;
  if (!mark) return;
  const on = enabled === undefined || enabled.value === 'yes';
  if (!on && file) draft.left.push(changed(file.mark, 'nothing is drawn with it, as gl is off'));
  draft.set([...base, 'gl'], on && file ? { rendernode: file.value } : on, mark);
}
