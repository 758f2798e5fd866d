import type { Path } from '#src/findings/finding.ts';
import { changed, lost } from '../marked.ts';
import type { Node } from '../tree.ts';
import { keepDevice, take } from './carry.ts';
import type { Draft } from './draft.ts';
import type { Quirks } from './quirks.ts';
import type { Storage } from './storage.ts';

/** One disk. Only files, block devices and volumes have keys. */
export const disk: Quirks = {
  asXml(node, draft) {
    const type = node.get('@type')?.value;
    const remote = /^[a-z][a-z0-9+.-]*:\/\//i.test(node.volumeOptions.get('path')?.value ?? '');
    if (!remote && (!type || ['file', 'block'].includes(type)) && !node.get('source/@protocol')) return false;
    return networkDisk(node, draft);
  },
  redundant: { 'driver/@name': 'qemu' },
  generated: ['driver', 'source', 'target', 'readonly'],
  before(node, draft, base, storage) {
    take(node, '@type');
    const named = take(node, 'target/@dev');
    if (named) draft.leftovers.push(changed(named.mark, 'disks are named by their order'));
    source(node, draft, base, storage);
  },
};

/** Sets the source of a disk: a volume, or else its path. */
function source(node: Node, draft: Draft, base: Path, storage: Storage): void {
  const made = storage.volumeOf(node);
  const [pool, volume] = [take(node, 'source/@pool'), take(node, 'source/@volume')];
  if (made) {
    take(node, 'source/@file', 'source/@dev');
    for (const [key, { value, mark }] of Object.entries(made)) draft.set([...base, key], value, mark);
    return;
  }
  const half = pool ?? volume;
  if (half && !(pool && volume))
    draft.leftovers.push(lost(half.mark, 'a volume needs both a pool and a name', 'Write vol=POOL/NAME.'));
  if (pool && volume) draft.set([...base, 'volume'], `${pool.value}/${volume.value}`, volume.mark);
  notMade(node, draft, base);
  const path = node.volumeOptions.get('path');
  if (path?.value && !node.get('source/@file') && !node.get('source/@dev'))
    node.set('source/@file', path.value, path.mark);
}

/** Options for a new volume, when none is created: format applies to an existing disk, others are reported. */
function notMade(node: Node, draft: Draft, base: Path): void {
  const format = node.volumeOptions.get('format');
  if (format && !node.get('driver/@type')) draft.set([...base, 'format'], format.value, format.mark);
  for (const key of ['backing_store', 'backing_format', 'sparse']) {
    const given = node.volumeOptions.get(key);
    if (given)
      draft.leftovers.push(
        lost(given.mark, 'it applies to a new volume, and without size= none is created', 'Add size=.'),
      );
  }
}

/** Keeps a network disk, or one of another type, as XML; libvirt requires its target name and bus. */
function networkDisk(node: Node, draft: Draft): true {
  const path = node.volumeOptions.get('path');
  if (path) {
    const why = 'there are no keys for a disk with a network address';
    draft.leftovers.push(lost(path.mark, why, 'Add a <disk type="network"> under xml.devices.'));
    return true;
  }
  if (!node.get('target/@dev')) {
    draft.leftovers.push(changed(node.mark, 'libvirt requires a target name, and the command gives none; vdz is used'));
    node.set('target/@dev', 'vdz', node.mark);
  }
  const usual = {
    '@type': node.get('source/@protocol') ? 'network' : undefined,
    '@device': 'disk',
    'driver/@name': 'qemu',
    'driver/@type': 'raw',
    'target/@bus': 'virtio',
  };
  const why = 'there are no keys for disks of this type, so it was put under xml.devices, after all other disks';
  return keepDevice(node, draft, usual, why);
}
