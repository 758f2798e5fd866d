import { overlayFile, renderView } from '../tree/templates.ts';
import { type FleetReport, fleetOf, type HostPage } from './fleet.ts';
import type { HostReport } from './host-report.ts';
import { shown } from './shown.ts';

/** The page of one host; `index` if there is a page of all of them. */
const hostPage = (report: HostReport, index: boolean): string => page('report/host', { ...shown(report), index });

const fleetPage = (report: FleetReport): string => page('report/fleet', shown(report));

/** What comes later overrides what is before it. */
const styles = ['page', 'parts', 'picture', 'narrow-and-print'];

function page(template: string, values: object): string {
  const style = styles.map((name) => overlayFile(`report/style/${name}.css`).text).join('');
  return renderView({ template, values: { ...values, style: style.trimEnd() } });
}

/** All pages by file name: one for each host, and the index of several. */
export function pagesOf(hosts: readonly HostPage[], bases: readonly string[]): Map<string, string> {
  const several = hosts.length > 1;
  const pages = hosts.map(({ page, report }): [string, string] => [page, hostPage(report, several)]);
  return new Map([...(several ? [['index.html', fleetPage(fleetOf(hosts, bases))] as const] : []), ...pages]);
}
