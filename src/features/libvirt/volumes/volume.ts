import type { Host } from '#src/host/host.ts';

export type Pools = NonNullable<Host['libvirt']>['pools'];
type Volumes = Extract<Pools[string], { volumes: object }>['volumes'];
export type Volume = Volumes[string];

/** Every volume of the profile with its pool. */
export function volumesOf(pools: Pools): { pool: string; name: string; volume: Volume }[] {
  return Object.entries(pools).flatMap(([pool, value]) =>
    'volumes' in value ? Object.entries(value.volumes).map(([name, volume]) => ({ pool, name, volume })) : [],
  );
}

export function formatOf(name: string, { format }: Volume, pool: Pools[string] | undefined): 'qcow2' | 'raw' {
  return format ?? (pool?.type !== 'logical' && name.endsWith('.qcow2') ? 'qcow2' : 'raw');
}

/** The path on the host of something that a volume depends on; undefined if there is no such pool. */
export function pathOf(store: NonNullable<Volume['backing_store']>, pools: Pools): string | undefined {
  if (store.volume === undefined) return store.path;
  const [pool = '', name = ''] = store.volume.split('/');
  return Object.hasOwn(pools, pool) ? `${pools[pool]!.path}/${name}` : undefined;
}
