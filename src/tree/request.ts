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

/** A request for an entry of the target's file tree. Paths are relative to the root, without a leading slash. */
export type FileRequest = Asked & { path: string; mode?: number } & (
    | { view: View }
    | { text: string }
    /**
     * A file of the bundle, by its name below overlays/; copied byte for byte, except for the parts that it marks as
     * built in.
     */
    | { copy: string }
    | { link: string }
    | { directory: true }
    | { secret: SecretSource }
  );
