import type { Lock } from '../lockfile/schema.ts';
import type { Facts } from '../machine/schema.ts';
import type { Profile } from './schema.ts';

/** What a default may depend on: the rest of the profile, the machine's facts, and the lock. */
export interface ResolveContext {
  profile: Profile;
  machine: Facts | null;
  lock: Lock | null;
}
