import type { Path } from '#src/findings/finding.ts';
import type { Node } from '../tree.ts';
import { carry, type Row, rest, take, whole as wholeElement } from './carry.ts';
import type { Draft } from './draft.ts';
import { lower, truthful, whole } from './kinds.ts';
import { placed } from './placed.ts';

const rows: Row[] = [
  ['mac/@address', 'mac', lower],
  ['model/@type', 'model'],
  ['source/@portgroup', 'portgroup'],
  ['driver/@name', 'driver'],
  ['driver/@queues', 'queues', whole],
  ['mtu/@size', 'mtu', whole],
  ['link/@state', 'link_state'],
  ['target/@dev', 'target'],
  ['filterref/@filter', 'filter'],
  ['@trustGuestRxFilters', 'trust_guest_rx_filters', truthful],
];

/** One network card; those of other types than these stand in the XML, whole. */
export function networkCard(node: Node, draft: Draft, index: number): boolean {
  const type = node.get('@type')?.value ?? 'bridge';
  const base: Path = ['networks', index];
  const source = { bridge: '@bridge', network: '@network', direct: '@dev', user: undefined, none: undefined };
  if (!Object.hasOwn(source, type)) {
    wholeElement(
      node,
      draft,
      ['xml', 'devices'],
      'cards of this type have no keys, and stand in xml.devices behind all others',
    );
    return false;
  }
  draft.set(base, {}, node.mark);
  take(node, '@type');
  if (type === 'direct') direct(node, draft, base);
  else if (type === 'user') user(node, draft, base);
  else carry(node, [[`source/${source[type as keyof typeof source] ?? '@none'}`, type]], draft, base);
  // Without a name of a bridge virt-install takes that of its own host.
  if (type === 'bridge' && !node.get('source/@bridge')) draft.set([...base, 'network'], 'default', node.mark);
  carry(node, rows, draft, base);
  virtualPort(node, draft, base);
  rom(node, draft, base);
  placed(node, draft, base, true);
  rest(node, draft, [...base, 'xml'], ['source', 'mac', 'model']);
  return true;
}

/** libvirt's own mode is vepa where nothing is said. */
function direct(node: Node, draft: Draft, base: Path): void {
  carry(
    node,
    [
      ['source/@dev', 'direct.dev'],
      ['source/@mode', 'direct.mode'],
    ],
    draft,
    base,
  );
  const at: Path = [...base, 'direct'];
  const said = (draft.get(at) ?? {}) as { dev?: string; mode?: string };
  if (said.mode === 'bridge' && said.dev !== undefined) draft.set(at, said.dev, draft.markOf(at));
  else if (said.mode === undefined) draft.set([...at, 'mode'], 'vepa', node.mark);
}

function user(node: Node, draft: Draft, base: Path): void {
  const passt = node.get('backend/@type')?.value === 'passt';
  if (passt) take(node, 'backend/@type');
  draft.set([...base, 'user'], passt ? 'passt' : true, node.mark);
}

/** The key says the type alone; with parameters it is left to the XML. */
function virtualPort(node: Node, draft: Draft, base: Path): void {
  if (!node.find('virtualport/parameters')) carry(node, [['virtualport/@type', 'virtualport']], draft, base);
}

function rom(node: Node, draft: Draft, base: Path): void {
  const bar = node.get('rom/@bar');
  if (!bar || node.get('rom/@file')) return;
  bar.taken = true;
  draft.set([...base, 'rom'], bar.value === 'off' ? 'off' : { bar: true }, bar.mark);
}
