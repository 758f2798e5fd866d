import type { Finding } from '../../findings/finding.ts';
import type { Places } from '../../findings/locate.ts';
import type { BuildOptions } from '../../pipeline/build.ts';
import type { Description } from './description.ts';

export interface MakeOptions extends Omit<BuildOptions, 'out' | 'dryRun' | 'each'> {
  /** Alpine's ISO, as the user named it. */
  media?: string | undefined;
  /** The new ISO; by default in out/, with the name of the only host. */
  out?: string | undefined;
}

/** A medium that was made. */
export interface MadeMedium {
  file: string;
  size: number;
  sha256: string;
  base: { file: string; version: string; sha256: string };
  hosts: Description['hosts'];
  holds_secrets: boolean;
}

export interface Made {
  medium: MadeMedium | null;
  findings: Finding[];
  places: Places[];
}
