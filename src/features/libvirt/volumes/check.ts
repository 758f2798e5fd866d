import type { Problem } from '#src/findings/finding.ts';
import { problem as diskProblem } from '#src/guest/kinds/disk/codes.ts';
import type { Host } from '#src/host/host.ts';
import { problem } from '../codes.ts';
import { formatOf, volumesOf } from './volume.ts';

export function checkVolumes({ libvirt, vms, lock }: Host): Problem[] {
  const pools = libvirt?.pools ?? {};
  const known = Object.keys(pools);
  return volumesOf(pools)
    .flatMap(({ pool, name, volume }) => {
      const path = ['libvirt', 'pools', pool, 'volumes', name];
      const { capacity, image, backing_store } = volume;
      const problems: Problem[] = [];
      if (!capacity && !image) problems.push(problem('volume-without-capacity', path, undefined));
      if (image && !(image.sha256 ?? lock?.images[image.url]))
        problems.push(diskProblem('image-without-digest', [...path, 'image'], { url: image.url }));
      if (backing_store) problems.push(...backing());
      return problems;

      function backing(): Problem[] {
        const at = [...path, 'backing_store'];
        const wanted = backing_store?.volume?.split('/')[0];
        if (image || formatOf(name, volume, pools[pool]) !== 'qcow2')
          return [problem('backing-store-has-no-effect', at, undefined)];
        if ((backing_store?.volume === undefined) === (backing_store?.path === undefined))
          return [problem('backing-store-without-source', at, undefined)];
        return wanted === undefined || known.includes(wanted)
          ? []
          : [diskProblem('pool-unknown', [...at, 'volume'], { pool: wanted, known: known.join(', ') })];
      }
    })
    .concat(saidTwice(pools, vms));
}

/** Either a disk or the pool defines how a volume is created. */
function saidTwice(pools: Parameters<typeof volumesOf>[0], vms: Host['vms']): Problem[] {
  const said = new Map(
    volumesOf(pools).map(({ pool, name }) => [`${pool}/${name}`, ['libvirt', 'pools', pool, 'volumes', name]]),
  );
  return Object.entries(vms).flatMap(([guest, { disks }]) =>
    disks.flatMap(({ volume, size, image }, index) => {
      const other = volume && said.get(volume);
      if (!other || (size === undefined && !image)) return [];
      const details = { related: [{ path: other, message: 'the pool defines it here' }] };
      return [problem('volume-defined-twice', ['vms', guest, 'disks', index], { volume: volume ?? '' }, details)];
    }),
  );
}
