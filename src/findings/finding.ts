import type { CodeEntry, Severity } from './code.ts';
import { codes } from './codes.ts';

/** The closed set of finding codes. */
export type Code = keyof typeof codes;

/** The values that a code's words need. */
export type ValuesOf<C extends Code> = (typeof codes)[C] extends CodeEntry<infer Values> ? Values : never;

/** Keys and indexes from the profile's root to a value. */
export type Path = readonly (string | number)[];

/** A place in a file, as a character offset or a line; `length` characters long. */
export interface Place {
  file: string;
  offset?: number;
  line?: number;
  column?: number;
  length?: number;
  /** Nothing was written that comes near it: the place is the profile as a whole. */
  elsewhere?: boolean;
}

/** Where a problem sits: a path of the merged profile, or a place in a file that is not part of it. */
export type Where = { path: Path; key?: boolean } | { place: Place; path?: Path };

/** What a check returns: data without files and lines, which findings/locate.ts adds. */
export interface Problem {
  code: Code;
  where: Where;
  message: string;
  remedy: string;
  /** The path on the target that this is about, without the leading slash. */
  target?: string;
  /** Other places that belong to it, such as the first of two that clash. */
  related?: { path: Path; message: string }[];
}

/** A problem as people and programs read it. Line and column count from 1; path is a JSON Pointer into the profile. */
export interface Finding {
  code: Code;
  severity: Severity;
  message: string;
  remedy: string;
  file: string;
  line: number;
  column: number;
  path: string;
  target?: string;
  related?: { message: string; file: string; line: number; column: number; path: string }[];
}

export type ProblemDetails = Pick<Problem, 'target' | 'related'>;

/** A problem with the given code at a path of the merged profile. */
export function problem<C extends Code>(code: C, path: Path, values: ValuesOf<C>, details?: ProblemDetails): Problem {
  return problemAt(code, { path }, values, details);
}

/** A problem with the given code at any place. */
export function problemAt<C extends Code>(
  code: C,
  where: Where,
  values: ValuesOf<C>,
  details?: ProblemDetails,
): Problem {
  const entry = codes[code] as unknown as CodeEntry<ValuesOf<C>>;
  return { code, where, message: entry.message(values), remedy: entry.remedy(values), ...details };
}

/** The JSON Pointer (RFC 6901) of a path. */
export function pointer(path: Path): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** 0 without errors, 1 with an error of the profile, else 3. */
export function exitStatus(findings: readonly { code: Code }[]): 0 | 1 | 3 {
  const errors = findings
    .map(({ code }) => codes[code] as CodeEntry<never>)
    .filter((entry) => entry.severity === 'error');
  if (errors.some((entry) => entry.class === 'profile')) return 1;
  return errors.length > 0 ? 3 : 0;
}

/** Whether anything in it keeps a build from being written. */
export function hasErrors(findings: readonly { code: Code }[]): boolean {
  return exitStatus(findings) !== 0;
}
