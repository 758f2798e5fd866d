import type { Readable, Writable } from 'node:stream';
import { colours, plain, type Style } from '../findings/print.ts';

/** The streams and environment of a run; tests provide their own. */
export interface Streams {
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean; columns?: number; rows?: number };
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The forms that every verb has. */
export const formats = ['text', 'json', 'github', 'sarif'] as const;
export type Format = (typeof formats)[number] | 'markdown';

/** Whether standard output is one JSON value, so that nothing is written for people. */
export const isData = (format: Format): boolean => format === 'json' || format === 'sarif';

/** What a command receives in addition to its own flags. */
export interface Context {
  streams: Streams;
  environment: Environment;
  cwd: string;
  version: string;
  format: Format;
  quiet: boolean;
}

/**
 * Colours on a terminal, unless NO_COLOR is set (no-color.org); FORCE_COLOR forces them, or disables them if it is 0.
 */
export function styleOf(stream: { isTTY?: boolean }, environment: Environment): Style {
  if (environment.NO_COLOR) return plain;
  if (environment.FORCE_COLOR) return environment.FORCE_COLOR === '0' ? plain : colours;
  return stream.isTTY && environment.TERM !== 'dumb' ? colours : plain;
}
