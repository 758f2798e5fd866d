/** How long servers may take, and how often they are asked. */
export interface Limits {
  /** Milliseconds until a connection is made. */
  connect: number;
  /** Milliseconds until an answer begins, and between two pieces of it. */
  silence: number;
  /** A connection that brings fewer bytes than this in so many milliseconds is given up. */
  slow: { bytes: number; within: number };
  redirects: number;
  /** Tries without progress. */
  attempts: number;
  /** Milliseconds before the second try; more before each further one. */
  pause: number;
  /** Bytes that a file of unknown size may have. */
  most: number;
}

export const usualLimits: Limits = {
  connect: 15_000,
  silence: 30_000,
  slow: { bytes: 30 * 1024, within: 30_000 },
  redirects: 5,
  attempts: 4,
  pause: 1000,
  most: 256 * 2 ** 30,
};

export interface DownloadOptions {
  cwd: string;
  /** HTTP_PROXY, HTTPS_PROXY, NO_PROXY, XDG_CACHE_HOME, HOME. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Addresses that begin with one of `from` are taken from another mirror, or from a folder with a mirror's layout. */
  mirror?: { from: readonly string[]; to: string } | undefined;
  /** Called with what is being downloaded; the total is unknown if the server does not say it. */
  progress?: ((url: string, done: number, total: number | undefined) => void) | undefined;
  limits?: Partial<Limits> | undefined;
  /** Where a file is written; tests fill the disk here. */
  write?: ((file: string, piece: Uint8Array) => Promise<void>) | undefined;
}

/** What a download must be. */
export interface Wanted {
  url: string;
  sha256?: string | undefined;
  size?: number | undefined;
}
