import type { Problem } from '../../findings/finding.ts';
import type { Leftover } from '../../import/imported.ts';
import { problemAt } from '../codes.ts';

/** A leftover of an import as a warning at its place. */
export function told({ kind, offset, where, value, why, remedy }: Leftover, file: string): Problem {
  const code = { lost: 'import-lost', kept: 'import-kept-verbatim', changed: 'import-changed' } as const;
  const place = { place: { file, ...(offset === undefined ? {} : { offset }) } };
  return problemAt(code[kind], place, { where, value, why, remedy });
}
