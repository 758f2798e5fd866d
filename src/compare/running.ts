import { createHash } from 'node:crypto';
import { ofTheMachine, packagesOfAlpine, servicesOfAlpine } from '../target/installed.ts';
import type { Side, SideEntry } from './side.ts';

/** Whether Alpine adds a service or package to machines by itself. */
export const isOfAlpine = (kind: string, name: string): boolean =>
  (kind === 'service' && servicesOfAlpine.has(name)) || (kind === 'package' && packagesOfAlpine.has(name));

/** What the user who asked could not read, but of what belongs to the machine anyway. */
export const unreadOf = ({ entries }: Side): string[] =>
  [...entries].flatMap(([path, { unread }]) => (unread && !ofTheMachine.test(path) ? [path] : []));

/**
 * A side as it is compared with another one, file by file. Of a running host, what the overlay does not promise is as
 * on the other side, and so is what is not known.
 */
export function asPromised(side: Side, other: Side): Side {
  if (!side.running && !other.running) return side;
  const entries = [...side.entries].filter(([path]) => !ofTheMachine.test(path));
  if (!side.running) return { ...side, entries: new Map(entries) };
  return {
    ...side,
    entries: new Map(
      entries.flatMap(([path, entry]): [string, SideEntry][] => {
        const there = other.entries.get(path);
        if (there) return [[path, alike(path, entry, there)]];
        return entry.unread === 'entry' || isLinkOfAlpine(path) ? [] : [[path, entry]];
      }),
    ),
  };
}

const isLinkOfAlpine = (path: string): boolean =>
  isOfAlpine('service', /^etc\/runlevels\/[^/]+\/([^/]+)$/.exec(path)?.[1] ?? '');

function alike(path: string, entry: SideEntry, there: SideEntry): SideEntry {
  if (entry.unread === 'entry') return there;
  if (entry.unread === 'content' && there.type === 'file') {
    const { mode, owner } = entry;
    return { ...there, mode, owner };
  }
  if (entry.type === 'directory' && there.type === 'directory') return isWider(entry, there) ? entry : there;
  return path === 'etc/conf.d/libvirtd' ? withoutLimit(entry) : entry;
}

/** Packages narrow the folders that they bring, so only a wider one is a difference, as for `mkapkovl-host verify`. */
const isWider = (entry: SideEntry, there: SideEntry): boolean =>
  (Number.parseInt(entry.mode, 8) & 0o022 & ~Number.parseInt(there.mode, 8)) !== 0;

/** The line that the agent adds for guests with devices (overlays/agent, converge/libvirt.sh). */
function withoutLimit(entry: SideEntry): SideEntry {
  if (entry.text === undefined) return entry;
  const lines = entry.text.split('\n').filter((line) => line !== 'rc_ulimit="${rc_ulimit:-} -l unlimited"');
  const text = lines.join('\n');
  return { ...entry, text, sha256: createHash('sha256').update(text).digest('hex') };
}
