import type { CodeEntry, FaultClass, Severity } from './code.ts';

/** The values that a code's texts need. */
type ValuesOf<Entry> = Entry extends CodeEntry<infer Values> ? Values : never;

/** Keys and indexes from the profile's root to a value. */
export type Path = readonly (string | number)[];

/** A place in a file, as a character offset or a line; `length` characters long. */
export interface Place {
  file: string;
  offset?: number;
  line?: number;
  column?: number;
  length?: number;
  /** No part of the profile is close to it: the place is the whole profile. */
  elsewhere?: boolean;
}

/** Where a problem is: a path of the merged profile, or a place in a file that is not part of it. */
export type Where = { path: Path; key?: boolean } | { place: Place; path?: Path };

/** What a check returns: data without files and lines, which findings/locate.ts adds. */
export interface Problem {
  code: string;
  class: FaultClass;
  severity: Severity;
  where: Where;
  message: string;
  remedy: string;
  /** The path on the target that the problem concerns, without the leading slash. */
  target?: string;
  /** Related places, such as the first of two that clash. */
  related?: { path: Path; message: string }[];
}

/** A problem as people and programs read it. */
export interface Finding {
  /** What is wrong, in words that do not change from one release to the next, such as `unknown-key`. */
  code: string;
  /** `profile` or `environment`. It decides the exit status; it is not part of what `--format json` prints. */
  class: FaultClass;
  /** `error` or `warning`. */
  severity: Severity;
  /** What is wrong, and why; one sentence in English. */
  message: string;
  /** What to do about it. */
  remedy: string;
  /** The file, as the user or a profile named it; empty if it is about no file. */
  file: string;
  /** The line, from 1. */
  line: number;
  /** The column, from 1, in UTF-16 code units. */
  column: number;
  /** JSON Pointer (RFC 6901) to the value in the profile; empty for the whole. */
  path: string;
  /** The path on the target that it concerns, without the leading slash. */
  target?: string;
  /** Other places that belong to it, such as the first of two that clash. */
  related?: { message: string; file: string; line: number; column: number; path: string }[];
}

export type ProblemDetails = Pick<Problem, 'target' | 'related'>;

/**
 * The finding codes of one room or feature, and the functions that create problems with them. Each rule takes `problem`
 * from the codes next to it, so that no lower layer knows the code.
 */
export function findingsOf<Codes extends object>(codes: Codes) {
  type Code = keyof Codes & string;
  /** A problem with the given code at any place. */
  const problemAt = <C extends Code>(
    code: C,
    where: Where,
    values: ValuesOf<Codes[C]>,
    details?: ProblemDetails,
  ): Problem => {
    const { class: faultClass, severity, message, remedy } = codes[code] as unknown as CodeEntry<ValuesOf<Codes[C]>>;
    return { code, class: faultClass, severity, where, message: message(values), remedy: remedy(values), ...details };
  };
  /** A problem with the given code at a path of the merged profile. */
  const problem = <C extends Code>(code: C, path: Path, values: ValuesOf<Codes[C]>, details?: ProblemDetails) =>
    problemAt(code, { path }, values, details);
  return { codes, problem, problemAt };
}

/** The JSON Pointer (RFC 6901) of a path. */
export function pointer(path: Path): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

type Weighed = Pick<Finding, 'class' | 'severity'>;

/** 0 without errors, 1 with an error of the profile, else 3. */
export function exitStatus(findings: readonly Weighed[]): 0 | 1 | 3 {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.some((finding) => finding.class === 'profile')) return 1;
  return errors.length > 0 ? 3 : 0;
}

/** Whether any finding prevents a build. */
export function hasErrors(findings: readonly Weighed[]): boolean {
  return exitStatus(findings) !== 0;
}
