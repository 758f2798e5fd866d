import type { Profile } from './schema.ts';

type PassthroughProfile = Profile['passthrough'];

export interface Passthrough extends PassthroughProfile {
  /** For each of `devices` its PCI addresses; null where only the machine can tell, or where several may be meant. */
  addresses: (string[] | null)[];
}
