import type { Finding } from '../findings/finding.ts';
import { counted, countOf } from './words.ts';

interface ShownFinding {
  severity: string;
  code: string;
  message: string;
  remedy: string;
  /** file:line:column; empty if it concerns no file. */
  place: string;
  /** Key of the profile; empty if there is none. */
  key: string;
  /** Path on the target; empty if there is none. */
  target: string;
  related: { place: string; message: string }[];
}

export interface FindingsSection {
  errors: number;
  warnings: number;
  /** "1 error, 2 warnings" */
  count: string;
  list: ShownFinding[];
}

/** Errors first, because they decide what else the page can show. */
export function findingsSection(findings: readonly Finding[]): FindingsSection {
  const [errors, warnings] = [countOf(findings, 'error'), countOf(findings, 'warning')];
  const ordered = (['error', 'warning'] as const).flatMap((severity) =>
    findings.filter((each) => each.severity === severity),
  );
  return {
    errors,
    warnings,
    count: `${counted(errors, 'error')}, ${counted(warnings, 'warning')}`,
    list: ordered.map(shownFinding),
  };
}

function shownFinding({ severity, code, message, remedy, path, target, related, ...place }: Finding): ShownFinding {
  return {
    severity,
    code,
    message,
    remedy,
    place: placeOf(place),
    key: path,
    target: target === undefined ? '' : `/${target}`,
    related: (related ?? []).map((other) => ({ place: placeOf(other), message: other.message })),
  };
}

const placeOf = ({ file, line, column }: { file: string; line: number; column: number }) =>
  file === '' ? '' : `${file}:${line}:${column}`;
