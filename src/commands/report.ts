import type { Finding } from '../findings/finding.ts';
import type { Places } from '../findings/locate.ts';
import { printFindings } from '../findings/print.ts';
import { type Context, styleOf } from './streams.ts';

/** Writes findings for people, then the counts. With --quiet, omits warnings. */
export function reportFindings(
  findings: readonly Finding[],
  places: readonly Places[],
  { streams, environment, quiet }: Context,
  to: 'stdout' | 'stderr',
): void {
  const shown = quiet ? findings.filter(({ severity }) => severity === 'error') : findings;
  if (shown.length === 0) return;
  const stream = streams[to];
  stream.write(`${printFindings(shown, places, styleOf(stream, environment))}\n${count(findings)}\n`);
}

/** The numbers of errors and warnings. */
export function count(findings: readonly Finding[]): string {
  const number = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  const plural = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  return `${plural(number('error'), 'error')}, ${plural(number('warning'), 'warning')}`;
}

/** A finding as `--format json` prints it; its class is left out, because the exit status shows it. */
export const printed = ({ class: _, ...finding }: Finding): Omit<Finding, 'class'> => finding;

/** The JSON value of every verb but `check`. */
export function writeResult(result: unknown, findings: readonly Finding[], context: Context): void {
  writeJson({ result, findings: findings.map(printed) }, context);
}

/** One JSON value on standard output, as --format json promises. */
export function writeJson(value: unknown, { streams }: Context): void {
  streams.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
