import type { Handler } from '../building.ts';
import { renamed } from '../pairs.ts';

/** Suboptions for creating a volume, which do not appear in the XML. */
const volumeSuboptions = [
  'backing_store',
  'backing_format',
  'pool',
  'vol',
  'size',
  'format',
  'sparse',
  'path',
  'perms',
];

/** `--disk path=...,size=...`: the options of the volume are kept for profile/disk.ts. */
export const disk: Handler = {
  before(pairs, use, { without }) {
    if (use.value!.value === 'none') {
      without.add('disk');
      return null;
    }
    renamed(pairs, 'bus', 'target.bus');
    renamed(pairs, 'cache', 'driver.cache');
    return pairs;
  },
  calls: { ...Object.fromEntries(['path', 'type'].map((name) => [name, () => undefined])) },
  after(node, pairs, use, building) {
    for (const key of [...volumeSuboptions, 'type']) {
      const pair = pairs.get(key);
      if (!pair?.value) continue;
      const mark = { where: `${use.flag} ${key}`, value: pair.value.value, offset: pair.offset };
      if (key === 'type') node.set('@type', pair.value.value, mark);
      else if (key === 'perms') permissions(node, pair.value.value, mark);
      else node.volumeOptions.set(key, { value: pair.value.value, mark });
    }
    const unknown = building.leftovers.findIndex(({ where }) => where === `${use.flag} perms`);
    if (unknown >= 0) building.leftovers.splice(unknown, 1);
  },
};

/** `perms=ro`, which virt-install accepts but does not document. */
const permissions = (
  node: Parameters<NonNullable<Handler['after']>>[0],
  value: string,
  mark: { where: string; value: string; offset: number },
) => {
  if (value === 'ro') node.state('readonly', true, mark);
  if (value === 'sh') node.state('shareable', true, mark);
};
