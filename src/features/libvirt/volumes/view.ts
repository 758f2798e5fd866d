import { parseSize } from '#src/profile/units.ts';
import { formatOf, type Pools, pathOf, type Volume } from './volume.ts';

/** Template values of the definition of one volume; a raw file is created sparse, as by qemu-img. */
export function volumeView(pool: string, name: string, volume: Volume, pools: Pools): object {
  const { capacity, allocation, backing_store } = volume;
  const format = formatOf(name, volume, pools[pool]);
  const sparse = format === 'raw' && pools[pool]?.type !== 'logical' ? 0 : undefined;
  return {
    name,
    capacity: parseSize(capacity ?? '0B'),
    allocation: { bytes: allocation === undefined ? sparse : parseSize(allocation) },
    given: allocation !== undefined || sparse !== undefined,
    format: pools[pool]?.type === 'logical' ? undefined : format,
    backing: backing_store && { path: pathOf(backing_store, pools) ?? '', format: backing_store.format },
  };
}
