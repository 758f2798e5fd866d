import type { Lock } from '../lockfile/schema.ts';
import type { Facts } from '../machine/schema.ts';
import type { Guest } from './guest.ts';
import type { Passthrough } from './passthrough.ts';
import type { Profile } from './schema.ts';

/**
 * The resolved profile: every default filled in. It keeps the profile's shape, so that one of its paths is a path of
 * the profile; derived values have their own keys.
 */
export interface Host extends Omit<Profile, 'vms' | 'passthrough' | 'extends' | 'abstract'> {
  passthrough: Passthrough;
  vms: Record<string, Guest>;
  /** Facts about the machine, if they are known. */
  machine: Facts | null;
  lock: Lock | null;
}
