import { changed, lost } from '../marked.ts';
import type { Node } from '../tree.ts';
import { keepDevice, take } from './carry.ts';
import type { Draft } from './draft.ts';
import type { Quirks } from './quirks.ts';

const remote = ['vnc', 'spice'];

/** One graphics device; virt-install's default is spice. */
export const graphics: Quirks = {
  asXml: (node, draft) =>
    ![...remote, 'sdl', 'egl-headless', undefined].includes(node.get('@type')?.value) &&
    keepDevice(node, draft, {}, 'there are no keys for graphics of this type, so it was put under xml.devices'),
  named: true,
  defaults: () => ({ '@type': 'spice' }),
  redundant: { '@port': '-1', '@tlsPort': '-1' },
  before(node, draft) {
    const type = node.get('@type')!.value;
    password(node, draft, type);
    if (!remote.includes(type)) take(node, '@xauth');
  },
  after(node, draft, base) {
    const [listen] = node.all('listen');
    if (listen) take(listen, '@type');
    if (listen && draft.get([...base, 'listen']) === undefined)
      draft.leftovers.push(lost(listen.mark, 'graphics can listen only on an address or a socket, or not at all'));
    const file = node.get('gl/@rendernode');
    if (file && node.get('gl/@enable')?.value === 'no')
      draft.leftovers.push(changed(file.mark, 'it has no effect, because gl is off'));
  },
};

/** A profile refers to a password, and never contains it. */
function password(node: Node, draft: Draft, type: string): void {
  const word = take(node, '@passwd');
  if (!word) return;
  const mark = { ...word.mark, value: '(not shown)' };
  draft.leftovers.push(
    lost(
      mark,
      'a profile must not contain passwords',
      `Write graphics: { type: ${type}, password: { env: NAME } }, or use { file: PATH } instead of { env: NAME }.`,
    ),
  );
}
