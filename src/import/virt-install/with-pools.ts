import type { Beside } from '../imported.ts';
import type { Storage } from './profile/storage.ts';

/** What a profile needs around a guest of a command: its pools. */
export function besideOf({ pools }: Storage, before: Beside): Beside {
  const libvirt = (before.libvirt ?? {}) as { pools?: object };
  if (Object.keys(pools).length === 0) return before;
  return { ...before, libvirt: { ...libvirt, pools: { ...libvirt.pools, ...pools } } };
}
