import packageJson from '../../package.json' with { type: 'json' };
import { noNames, readNames } from '../machine/names.ts';
import { makePages, type ReportedHost } from '../report/make-pages.ts';
import type { CheckOptions } from './check.ts';
import { listOf, type Result, resultOf } from './result.ts';

export interface ReportOptions extends CheckOptions {
  /** The date of the pages, and the time to which the age of facts is measured; without it pages have no date. */
  now?: Date | undefined;
  /** A folder with pci.ids and usb.ids, the names of devices; those of the system by default, and none for false. */
  names?: string | false | undefined;
}

export interface Reported extends Result {
  /** HTML by file name: a page for each host, and `index.html` if there are several. */
  pages: Map<string, string>;
  /** What each page is about, in the order of the profiles. */
  hosts: ReportedHost[];
}

/**
 * Makes a page about each host, as `mkapkovl report` does, but writes none: reads profiles and what they name, and no
 * secret.
 *
 * @param profiles - One file or folder name, or several.
 * @returns Findings and pages. A profile with errors has a page, too; with one that cannot be read there are no pages.
 * @throws Never for what a user wrote; only for a bug in mkapkovl.
 */
export async function report(profiles: string | readonly string[], options: ReportOptions = {}): Promise<Reported> {
  const { cwd = process.cwd(), names, now, ...rest } = options;
  const known = names === false ? noNames : await readNames(names);
  const { pages, hosts, findings, places } = await makePages(listOf(profiles), {
    ...{ cwd, ...rest, names: known },
    ...{ version: packageJson.version, time: now },
  });
  return { ...resultOf(findings, places), pages, hosts };
}
