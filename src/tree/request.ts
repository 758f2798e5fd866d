import type { Path } from '../findings/finding.ts';
import type { SecretSource } from '../profile/secret.ts';

/** The profile paths that asked for something; the first is where a finding about it is shown. */
export interface Asked {
  paths: Path[];
}

/** A template's name (below overlays/, without .hbs) with the plain values that it prints. */
export interface View {
  template: string;
  values: object;
}

/** One entry of the target's file tree. Paths are relative to the root, without a leading slash. */
export type FileRequest = Asked & { path: string; mode?: number } & (
    | { view: View }
    | { text: string }
    /** A file of the bundle, copied byte for byte but for parts that it says are built in: its name below overlays/. */
    | { copy: string }
    | { link: string }
    | { directory: true }
    | { secret: SecretSource }
  );
