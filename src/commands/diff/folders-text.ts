import { printable } from '../../findings/excerpt.ts';
import type { Style } from '../../findings/print.ts';
import type { HostChange } from './folders.ts';
import { diffMarkdown, inCode, longestComment } from './markdown.ts';
import { diffText } from './text.ts';

const namesOf = (hosts: readonly HostChange[], change: HostChange['change']): string[] =>
  hosts.filter((each) => each.change === change).map(({ host }) => printable(host));

/** Of equal hosts the secrets that were not compared; those of the others stand with what differs. */
const notCompared = (hosts: readonly HostChange[]): string[] =>
  hosts.flatMap(({ host, change, comparison }) =>
    change === 'none' && comparison && comparison.unknown.length > 0
      ? [`${printable(host)} (${comparison.unknown.map(printable).join(', ')})`]
      : [],
  );

/** Host by host, for people on a terminal. */
export function foldersText(hosts: readonly HostChange[], style: Style): string {
  const parts = hosts.flatMap(({ host, change, before, after, comparison }) => {
    const name = printable(host);
    if (change === 'none' || change === 'unknown') return [];
    if (!comparison) return [`${style.bold(`Host ${name} ${change}`)} (${printable(before ?? after ?? '')})\n`];
    return [`${style.bold(`Host ${name}`)}\n\n${diffText(comparison, style)}`];
  });
  const same = namesOf(hosts, 'none');
  const equal = same.length > 0 ? [`no differences: ${same.join(', ')}\n`] : [];
  const unread = namesOf(hosts, 'unknown');
  const left = unread.length > 0 ? [`cannot be compared: ${unread.join(', ')}\n`] : [];
  const unknown = notCompared(hosts);
  const secrets = unknown.length > 0 ? [`but these secrets were not compared: ${unknown.join('; ')}\n`] : [];
  return [...parts, [...equal, ...secrets, ...left].join('')].filter((part) => part !== '').join('\n');
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
    ...listed('Cannot be compared, see the log', namesOf(hosts, 'unknown')),
    ...listed('No differences', namesOf(hosts, 'none')),
    ...listed('Secrets that were not compared', notCompared(hosts)),
  ].join('\n');
}
