import type { DownloadOptions } from '../../download/options.ts';
import type { Finding } from '../../findings/finding.ts';
import type { Places } from '../../findings/locate.ts';
import type { BuildOptions } from '../../pipeline/build.ts';
import type { Description } from './description.ts';

export interface MakeOptions extends Omit<BuildOptions, 'out' | 'dryRun' | 'each'> {
  /** Alpine's ISO, as the user named it; without it, the one of the lock, or else the newest, is downloaded. */
  media?: string | undefined;
  /** A mirror in place of the profile's, or a folder with a copy of one. */
  mirror?: string | undefined;
  /** How downloads are done; tests make them impatient. */
  download?: Pick<DownloadOptions, 'progress' | 'limits'> | undefined;
  /** The new ISO; by default in out/, with the name of the only host. */
  out?: string | undefined;
}

/** A medium that was made. */
export interface MadeMedium {
  file: string;
  size: number;
  sha256: string;
  /** `vouched` says by what its digest was verified; null if the user named the file. */
  base: { file: string; version: string; sha256: string; vouched: 'lock' | 'mirror' | null };
  hosts: Description['hosts'];
  holds_secrets: boolean;
}

export interface Made {
  medium: MadeMedium | null;
  findings: Finding[];
  places: Places[];
}
