import { changed, lost } from '../said.ts';
import type { Node } from '../tree.ts';
import { keepDevice, take } from './carry.ts';
import type { Draft } from './draft.ts';
import type { Manner } from './manner.ts';

const remote = ['vnc', 'spice'];

/** One screen; spice is what virt-install takes. */
export const graphics: Manner = {
  asXml: (node, draft) =>
    ![...remote, 'sdl', 'egl-headless', undefined].includes(node.get('@type')?.value) &&
    keepDevice(node, draft, {}, 'screens of this type have no keys, and stand in xml.devices as they are'),
  named: true,
  usual: () => ({ '@type': 'spice' }),
  idle: { '@port': '-1', '@tlsPort': '-1' },
  before(node, draft) {
    const type = node.get('@type')!.value;
    password(node, draft, type);
    if (!remote.includes(type)) take(node, '@xauth');
  },
  after(node, draft, base) {
    const [listen] = node.all('listen');
    if (listen) take(listen, '@type');
    if (listen && draft.get([...base, 'listen']) === undefined)
      draft.left.push(lost(listen.mark, 'screens here listen at an address, a socket or nowhere'));
    const file = node.get('gl/@rendernode');
    if (file && node.get('gl/@enable')?.value === 'no')
      draft.left.push(changed(file.mark, 'nothing is drawn with it, as gl is off'));
  },
};

/** A password stands in no profile. */
function password(node: Node, draft: Draft, type: string): void {
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
