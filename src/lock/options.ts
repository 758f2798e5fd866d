import type { DownloadOptions } from '../download/options.ts';
import type { Finding } from '../findings/finding.ts';
import type { Places } from '../findings/locate.ts';
import type { FactsFiles } from '../machine/read.ts';

export interface LockOptions {
  cwd: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** The lock file; by default next to the profiles. */
  out?: string | undefined;
  facts?: FactsFiles | undefined;
  /** Compare only: write nothing, ask no server. */
  check?: boolean | undefined;
  /** What to take again although it is locked; everything if the list is empty. */
  update?: readonly string[] | undefined;
  /** The program apk; the one on PATH by default. */
  apk?: string | undefined;
  /** Fail without apk. */
  packages?: boolean | undefined;
  mirror?: string | undefined;
  download?: Pick<DownloadOptions, 'progress' | 'limits'> | undefined;
}

/** What was locked. */
export interface LockSummary {
  /** As it is named from the working directory. */
  file: string;
  /** Whether the file is another one now, or would be. */
  changed: boolean;
  hosts: number;
  media: string[];
  images: number;
  /** Null if there was no apk. */
  packages: number | null;
}

export interface LockResult {
  lock: LockSummary | null;
  findings: Finding[];
  places: Places[];
  bases: string[];
}
