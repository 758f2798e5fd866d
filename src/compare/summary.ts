import { withoutLiterals } from '../secrets/find.ts';
import type { Side } from './side.ts';

/** What two summaries of an overlay say differently about one thing. */
export interface SummaryChange {
  /** Such as "guest web". */
  subject: string;
  /** Undefined where the side has no such thing; both, where only the definition of it is known to differ. */
  before?: string;
  after?: string;
}

/** The sections of overlays/summary, and what their rows are about; `listed` are among the items, too. */
const sections: Record<string, { kind: string; listed?: true }> = {
  'Network of the host': { kind: 'interface' },
  'Devices for guests': { kind: 'device' },
  'Networks of libvirt': { kind: 'libvirt network', listed: true },
  Guests: { kind: 'guest', listed: true },
};

interface Said {
  text: string;
  listed: boolean;
}

/**
 * An overlay has no profile, but a summary of itself (etc/mkapkovl/README), and files of one line: of two without
 * profiles these say what changes, before the files do.
 */
export function summaryChanges(before: Side, after: Side): SummaryChange[] {
  if (before.host && after.host) return [];
  const changes = rowChanges(said(before), said(after));
  const known = changes.map(({ subject }) => subject);
  const rest = definitionChanges(before, after).filter((subject) => !known.includes(subject));
  return [...changes, ...rest.map((subject) => ({ subject }))];
}

function rowChanges(a: Map<string, Said> | undefined, b: Map<string, Said> | undefined): SummaryChange[] {
  if (!a || !b) return [];
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((subject) => {
    const [was, is] = [a.get(subject), b.get(subject)];
    if (was?.text === is?.text || ((was ?? is)!.listed && !(was && is))) return [];
    return [
      {
        subject: withoutLiterals(subject),
        ...(was ? { before: withoutLiterals(was.text) } : {}),
        ...(is ? { after: withoutLiterals(is.text) } : {}),
      },
    ];
  });
}

const definition = /^etc\/mkapkovl\/libvirt\/(domains|networks|pools)\/([^/]+)\.xml$/;
const kinds: Record<string, string> = { domains: 'guest', networks: 'libvirt network', pools: 'pool' };

/** What has a definition on both sides, and another one; digests are enough, which manifests have. */
function definitionChanges(before: Side, after: Side): string[] {
  return [...before.entries].flatMap(([path, { sha256 }]) => {
    const [, folder = '', name = ''] = definition.exec(path) ?? [];
    const other = after.entries.get(path);
    const differs = other?.sha256 !== undefined && sha256 !== undefined && other.sha256 !== sha256;
    return name && differs ? [withoutLiterals(`${kinds[folder]} ${name}`)] : [];
  });
}

/** By subject; undefined where the summary is not known, as of a manifest. */
function said(side: Side): Map<string, Said> | undefined {
  const text = (path: string) => side.entries.get(path)?.text;
  const readme = text('etc/mkapkovl/README');
  if (readme === undefined) return undefined;
  const found = new Map<string, Said>();
  const single = (subject: string, value: string | undefined) => {
    if (value !== undefined) found.set(subject, { text: value.trim(), listed: false });
  };
  single('hostname', text('etc/hostname'));
  single('time zone', /^TIMEZONEOPTS='([^']*)'$/m.exec(text('etc/mkapkovl/answers') ?? '')?.[1]);
  for (const subject of ['Alpine', 'Installation'])
    single(subject, new RegExp(`^${subject} +(.*)$`, 'm').exec(readme)?.[1]);
  let section: (typeof sections)[string] | undefined;
  for (const line of readme.split('\n')) {
    if (!line.startsWith('  ')) section = Object.hasOwn(sections, line) ? sections[line] : undefined;
    else if (section) {
      const [, name = '', rest = ''] = /^([^,\s]+)(?:,? (.*))?$/.exec(line.trim()) ?? [];
      found.set(`${section.kind} ${name}`, { text: rest, listed: section.listed === true });
    }
  }
  return found;
}
