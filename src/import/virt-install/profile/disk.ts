import type { Path } from '#src/findings/finding.ts';
import { changed, lost, type Said } from '../said.ts';
import type { Node } from '../tree.ts';
import { carry, type Row, rest, take, whole as wholeElement } from './carry.ts';
import type { Draft } from './draft.ts';
import { lower, truthful, whole } from './kinds.ts';
import { placed } from './placed.ts';
import type { Storage } from './storage.ts';

const rows: Row[] = [
  ['@device', 'device'],
  ['target/@bus', 'bus'],
  ['driver/@type', 'format'],
  ['driver/@cache', 'cache'],
  ['driver/@io', 'io'],
  ['driver/@discard', 'discard'],
  ['driver/@detect_zeroes', 'detect_zeroes'],
  ['driver/@iothread', 'iothread', whole],
  ['driver/@queues', 'queues', whole],
  ['driver/@copy_on_read', 'copy_on_read', truthful],
  ['driver/@error_policy', 'error_policy'],
  ['driver/@rerror_policy', 'rerror_policy'],
  ['readonly?', 'readonly', truthful],
  ['shareable?', 'shareable', truthful],
  ['target/@removable', 'removable', truthful],
  ['target/@rotation_rate', 'rotation_rate', whole],
  ['serial', 'serial'],
  ['wwn', 'wwn', lower],
  ['blockio/@logical_block_size', 'logical_block_size', whole],
  ['blockio/@physical_block_size', 'physical_block_size', whole],
  ['source/@startupPolicy', 'startup_policy'],
];

/** One disk; its type says what its source is. Those that are neither files nor block devices have no keys. */
export function disk(node: Node, draft: Draft, index: number, storage: Storage): boolean {
  const type = node.get('@type')?.value;
  const path = node.beside.get('path');
  const remote = /^[a-z][a-z0-9+.-]*:\/\//i.test(path?.value ?? '');
  if (remote || (type && !['file', 'block'].includes(type)) || node.get('source/@protocol')) {
    networkDisk(node, draft);
    return false;
  }
  const base: Path = ['disks', index];
  draft.set(base, {}, node.mark);
  take(node, '@type');
  if (node.get('driver/@name')?.value === 'qemu') take(node, 'driver/@name');
  const named = take(node, 'target/@dev');
  if (named) draft.left.push(changed(named.mark, 'disks are named in their order'));
  source(node, draft, base, storage);
  carry(node, rows, draft, base);
  placed(node, draft, base, true);
  rest(node, draft, [...base, 'xml'], ['driver', 'source', 'target', 'readonly']);
  return true;
}

function source(node: Node, draft: Draft, base: Path, storage: Storage): void {
  const [file, device] = [node.get('source/@file'), node.get('source/@dev')];
  const [pool, volume] = [node.get('source/@pool'), node.get('source/@volume')];
  for (const each of [file, device, pool, volume]) if (each) each.taken = true;
  const made = storage.volumeOf(node);
  if (made) {
    for (const [key, { value, mark }] of Object.entries(made)) draft.set([...base, key], value, mark);
    return;
  }
  const half = pool ?? volume;
  if (half && !(pool && volume)) draft.left.push(lost(half.mark, 'a volume is named by its pool and its name'));
  if (pool && volume) draft.set([...base, 'volume'], `${pool.value}/${volume.value}`, volume.mark);
  notMade(node, draft, base);
  const path: Said | undefined = file ?? device ?? node.beside.get('path');
  if (!path || path.value === '') return;
  const block = path === device || path.value.startsWith('/dev/');
  draft.set([...base, block ? 'block' : 'path'], path.value, path.mark);
}

/** What is said of a volume that is to be made, while nothing is made: a disk that is there may be of that format. */
function notMade(node: Node, draft: Draft, base: Path): void {
  const format = node.beside.get('format');
  if (format && !node.get('driver/@type')) draft.set([...base, 'format'], format.value, format.mark);
  for (const key of ['backing_store', 'backing_format', 'sparse']) {
    const said = node.beside.get(key);
    if (said)
      draft.left.push(lost(said.mark, 'it is about a volume that is made, and without size= none is', 'Write size=.'));
  }
}

/** A disk over the network, or of another type: XML, whole; libvirt needs to know a name and a bus of it. */
function networkDisk(node: Node, draft: Draft): void {
  const path = node.beside.get('path');
  if (path) {
    draft.left.push(
      lost(
        path.mark,
        'a disk by its address on the network has no keys',
        'Write <disk type="network"> in xml.devices.',
      ),
    );
    return;
  }
  if (!node.get('target/@dev')) {
    draft.left.push(changed(node.mark, 'it has no name in the XML, which must say one: vdz'));
    node.set('target/@dev', 'vdz', node.mark);
  }
  const network = node.get('source/@protocol') ? 'network' : undefined;
  const usual = {
    '@type': network,
    '@device': 'disk',
    'driver/@name': 'qemu',
    'driver/@type': 'raw',
    'target/@bus': 'virtio',
  };
  for (const [at, value] of Object.entries(usual)) if (value && !node.get(at)) node.set(at, value, node.mark);
  wholeElement(
    node,
    draft,
    ['xml', 'devices'],
    'disks of this type have no keys, and stand in xml.devices behind all others',
  );
}
