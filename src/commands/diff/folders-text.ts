import { printable } from '../../findings/excerpt.ts';
import type { Style } from '../../findings/print.ts';
import type { HostChange } from './folders.ts';
import { diffMarkdown, inCode, longestComment } from './markdown.ts';
import { diffText } from './text.ts';

const namesOf = (hosts: readonly HostChange[], change: HostChange['change']): string[] =>
  hosts.filter((each) => each.change === change).map(({ host }) => printable(host));

/** Host by host, for people on a terminal. */
export function foldersText(hosts: readonly HostChange[], style: Style): string {
  const parts = hosts.flatMap(({ host, change, before, after, comparison }) => {
    const name = printable(host);
    if (change === 'none') return [];
    if (!comparison) return [`${style.bold(`Host ${name} ${change}`)} (${printable(before ?? after ?? '')})\n`];
    return [`${style.bold(`Host ${name}`)}\n\n${diffText(comparison, style)}`];
  });
  const same = namesOf(hosts, 'none');
  const equal = same.length > 0 ? [`no differences: ${same.join(', ')}\n`] : [];
  return [...parts, ...equal].join('\n');
}

/** As one comment: each host that changes gets an equal part of what fits. */
export function foldersMarkdown(before: string, after: string, hosts: readonly HostChange[]): string {
  const changed = hosts.filter(({ change }) => change === 'changed');
  const most = Math.floor(longestComment / Math.max(1, changed.length));
  const listed = (what: string, names: readonly string[]) =>
    names.length > 0 ? [`${what}: ${names.map(inCode).join(', ')}\n`] : [];
  return [
    `## ${inCode(before)} → ${inCode(after)}\n`,
    ...listed('Hosts added', namesOf(hosts, 'added')),
    ...listed('Hosts removed', namesOf(hosts, 'removed')),
    ...changed.map((each) => diffMarkdown(each.before!, each.after!, each.comparison!, most)),
    ...listed('No differences', namesOf(hosts, 'none')),
  ].join('\n');
}
