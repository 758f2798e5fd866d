import type { Profile } from './schema.ts';

type PassthroughProfile = Profile['passthrough'];

export interface Passthrough extends PassthroughProfile {
  /** For each of `devices` its PCI addresses; null if only the machine can show them, or if they are ambiguous. */
  addresses: (string[] | null)[];
}
