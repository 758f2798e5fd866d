import path from 'node:path';
import { printable } from '../findings/excerpt.ts';
import { exitStatus, type Finding } from '../findings/finding.ts';
import { workflowCommands } from '../findings/github.ts';
import type { Places } from '../findings/locate.ts';
import { printFindings } from '../findings/print.ts';
import { sarifLog } from '../findings/sarif.ts';
import { type Context, styleOf } from './streams.ts';

/** Writes findings for people, then the counts. With --quiet, omits warnings. */
export function reportFindings(
  findings: readonly Finding[],
  places: readonly Places[],
  context: Context,
  to: 'stdout' | 'stderr',
): void {
  const { streams, environment, quiet, format } = context;
  const shown = quiet ? findings.filter(({ severity }) => severity === 'error') : findings;
  if (shown.length === 0) return;
  const stream = streams[to];
  const text =
    format === 'github'
      ? workflowCommands(shown, nameOf(context))
      : printFindings(shown, places, styleOf(stream, environment));
  stream.write(`${text}\n${count(findings)}\n`);
}

/** The numbers of errors and warnings. */
export function count(findings: readonly Finding[]): string {
  const number = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  const plural = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  return `${plural(number('error'), 'error')}, ${plural(number('warning'), 'warning')}`;
}

/** Says which profiles were left out, so that no one takes them for checked. */
export function reportBases(bases: readonly string[], { streams, quiet }: Context): void {
  if (quiet) return;
  for (const base of bases)
    streams.stderr.write(`${printable(base)}: a base (abstract: true); only the profiles that extend it are checked\n`);
}

/** File names relative to the repository's root, if CI says where that is: annotations and alerts are matched by them. */
function nameOf({ cwd, environment: { GITHUB_WORKSPACE, CI_PROJECT_DIR } }: Context) {
  const root = GITHUB_WORKSPACE || CI_PROJECT_DIR;
  return (file: string): string => {
    if (!root) return file;
    const inside = path.relative(root, path.resolve(cwd, file));
    return inside === '' || inside.startsWith('..') || path.isAbsolute(inside) ? file : inside;
  };
}

/** A finding as `--format json` prints it; its class is left out, because the exit status shows it. */
const printed = ({ class: _, ...finding }: Finding): Omit<Finding, 'class'> => finding;

/** The JSON value of `check`, whose only result the findings are. */
export function writeFindings(findings: readonly Finding[], context: Context): void {
  if (context.format === 'sarif') writeSarif(undefined, findings, context, exitStatus(findings));
  else writeJson(findings.map(printed), context);
}

/** The JSON value of every verb but `check`. */
export function writeResult(
  result: unknown,
  findings: readonly Finding[],
  context: Context,
  status: number = exitStatus(findings),
): void {
  if (context.format === 'sarif') writeSarif(result, findings, context, status);
  else writeJson({ result, findings: findings.map(printed) }, context);
}

function writeSarif(result: unknown, findings: readonly Finding[], context: Context, status: number): void {
  writeJson(sarifLog(findings, { version: context.version, nameOf: nameOf(context), result, status }), context);
}

/** One JSON value on standard output, as --format json promises. */
export function writeJson(value: unknown, { streams }: Context): void {
  streams.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
