import type { RestOfProfile } from '../imported.ts';
import type { Storage } from './profile/storage.ts';

/** Adds the pools that a command's guest needs to the rest of the profile. */
export function withPools({ pools }: Storage, before: RestOfProfile): RestOfProfile {
  const libvirt = (before.libvirt ?? {}) as { pools?: object };
  if (Object.keys(pools).length === 0) return before;
  return { ...before, libvirt: { ...libvirt, pools: { ...libvirt.pools, ...pools } } };
}
