import { printable } from './excerpt.ts';
import type { Finding } from './finding.ts';

/** The name of a file as annotations need it: relative to the root of the repository. */
export type NameOf = (file: string) => string;

/**
 * Findings as workflow commands, which GitHub shows as annotations of the changed lines
 * (docs.github.com/actions/reference/workflow-commands-for-github-actions).
 */
export function workflowCommands(findings: readonly Finding[], nameOf: NameOf = (file) => file): string {
  return findings.map((finding) => workflowCommand(finding, nameOf)).join('\n');
}

function workflowCommand({ code, severity, message, remedy, file, line, column, related }: Finding, nameOf: NameOf) {
  const place = file === '' ? [] : [`file=${property(nameOf(file))}`, `line=${line}`, `col=${column}`];
  const others = (related ?? []).map((other) => `${other.file}:${other.line}:${other.column}: ${other.message}`);
  const text = [message, ...others, remedy].map(printable).join('\n');
  return `::${severity} ${[...place, `title=${property(code)}`].join(',')}::${data(text)}`;
}

/** The runner ends a command at a line break, and takes these three back (actions/toolkit, command.ts). */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** In a property, colon and comma are signs of the command, too. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
