import type { Finding } from '../findings/finding.ts';
import type { Places } from '../findings/locate.ts';
import type { Names } from '../machine/names.ts';
import type { FactsFiles } from '../machine/read.ts';
import { examineAll } from '../pipeline/examine-all.ts';
import type { Shard } from '../pipeline/select.ts';
import { reportOf } from './build-report.ts';
import { type HostPage, withNames } from './fleet.ts';
import { pagesOf } from './pages.ts';
import { shown } from './shown.ts';

export interface PagesOptions {
  cwd: string;
  facts?: FactsFiles | undefined;
  lock?: string | false | undefined;
  /** What is read for the profile `-`. */
  input?: Uint8Array | undefined;
  shard?: Shard | undefined;
  names: Names;
  version: string;
  /** The date of the pages; without one they have none, and the age of facts is measured to now. */
  time: Date | undefined;
}

/** What is said of one page. */
export interface ReportedHost {
  /** The host's name, or the profile's if errors hide it. */
  name: string;
  profile: string;
  /** File name of the page. */
  page: string;
  errors: number;
  warnings: number;
}

export interface MadePages {
  /** Pages by file name: one for each host, and index.html if there are several; empty if a profile cannot be read. */
  pages: Map<string, string>;
  hosts: ReportedHost[];
  bases: string[];
  findings: Finding[];
  places: Places[];
}

/**
 * Makes the pages of all profiles, those with errors too; none at all if one cannot be read: its page would take the
 * place of one that says something. Reads no secret, and writes nothing.
 */
export async function makePages(profiles: readonly string[], options: PagesOptions): Promise<MadePages> {
  const { names, version, time, ...rest } = options;
  const { examined, bases, findings, places } = await examineAll(profiles, { ...rest, now: time });
  const isUnread = examined.some(({ profile, places }) => places.text(profile) === undefined);
  if (isUnread) return { pages: new Map(), hosts: [], bases, findings, places };
  const hosts = withNames(examined.map((each) => reportOf(each, { names, version, time })));
  return { pages: pagesOf(hosts, bases), hosts: shown(hosts.map(reported)), bases, findings, places };
}

const reported = ({ page, report: { name, profile, findings } }: HostPage): ReportedHost => ({
  ...{ name, profile, page },
  ...{ errors: findings.errors, warnings: findings.warnings },
});
