import type { RestOfProfile } from '../imported.ts';
import type { Storage } from './profile/storage.ts';

/** What a profile needs around a guest of a command: its pools. */
export function withPools({ pools }: Storage, before: RestOfProfile): RestOfProfile {
  const libvirt = (before.libvirt ?? {}) as { pools?: object };
  if (Object.keys(pools).length === 0) return before;
  return { ...before, libvirt: { ...libvirt, pools: { ...libvirt.pools, ...pools } } };
}
