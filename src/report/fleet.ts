import type { HostReport } from './host-report.ts';

/** The page of several hosts: one line for each. */
export interface FleetReport {
  time: string | null;
  version: string;
  hosts: {
    name: string;
    profile: string;
    /** File name of its page. */
    page: string;
    alpine: string;
    installation: string;
    guests: string;
    findings: string;
    /** error, warning or none. */
    state: string;
  }[];
  /** Profiles that are only extended by others. */
  bases: string[];
}

export interface HostPage {
  /** File name. */
  page: string;
  report: HostReport;
}

export function fleetOf(pages: readonly HostPage[], bases: readonly string[]): FleetReport {
  const [first] = pages;
  return {
    time: first?.report.time ?? null,
    version: first?.report.version ?? '',
    hosts: pages.map(({ page, report }) => {
      const text = (term: string) => report.glance.find((row) => row.term === term)?.text ?? 'unknown';
      const { errors, warnings, count } = report.findings;
      return {
        ...{ name: report.name, profile: report.profile, page },
        ...{ alpine: text('Alpine'), installation: text('Installation'), guests: text('Guests') },
        ...{ findings: count, state: errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'none' },
      };
    }),
    bases: [...bases],
  };
}

/** A file name for each page, none of which is that of another, on file systems that ignore case, too. */
export function withNames(reports: readonly HostReport[]): HostPage[] {
  const taken = new Set(['index']);
  return reports.map((report) => {
    const base = fileName(report.name);
    let name = base;
    for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${base}-${count}`;
    taken.add(name.toLowerCase());
    return { page: `${name}.html`, report };
  });
}

/** A host name is one as it is; of a profile's name, what all file systems and links accept. */
function fileName(name: string): string {
  const last = name
    .split('/')
    .at(-1)!
    .replace(/\.ya?ml$/, '');
  return last.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '') || 'profile';
}
