import { vmsSchema } from '../../features/vms/schema.ts';
import type { Path } from '../../findings/finding.ts';
import { problemsOf } from '../../profile/issues.ts';
import type { RestOfProfile } from '../imported.ts';
import { minimal } from '../minimal.ts';
import { renderGuest } from '../xml/render.ts';
import { lost } from './marked.ts';
import type { Draft } from './profile/draft.ts';

const name = 'guest';

/** Removes and reports every value that the schema rejects. */
export function removeInvalid(draft: Draft): void {
  for (let round = 0; round < 200; round += 1) {
    const data = { [name]: draft.guest };
    const parsed = vmsSchema.safeParse(data);
    if (parsed.success) return;
    const found = problemsOf(parsed.error.issues, vmsSchema, data).map(({ message, remedy, where }) => ({
      message,
      remedy,
      path: (where.path ?? []).slice(1),
    }));
    const issue = parsed.error.issues[0]!;
    const { message, remedy, path } = found[0] ?? {
      message: issue.message,
      remedy: undefined,
      path: issue.path.slice(1) as Path,
    };
    takeOut(path, message, remedy, draft);
  }
}

function takeOut(at: Path, message: string, remedy: string | undefined, draft: Draft): void {
  let path = at;
  while (path.length > 1 && draft.get(path) === undefined) path = path.slice(0, -1);
  const mark = draft.markOf(path);
  if (path.length === 0) return;
  draft.remove(path);
  if (mark) draft.leftovers.push(lost(mark, message, remedy));
}

/** The keys of a guest that do not appear in the XML. */
function outsideXml(guest: unknown): string {
  const {
    autostart,
    start_order,
    cloud_init,
    disks = [],
  } = guest as Record<string, unknown> & { disks?: Record<string, unknown>[] };
  return JSON.stringify([autostart, start_order, cloud_init, disks.map(({ size, volume }) => [size, volume])]);
}

/** The guest without values that are the default for its operating system and other keys. */
export function withoutDefaults(guest: Record<string, unknown>, restOfProfile: RestOfProfile): Record<string, unknown> {
  const rendered = (value: Record<string, unknown>) => {
    const found = renderGuest(name, value, restOfProfile);
    return found && found.text + found.firmware + outsideXml(value);
  };
  const whole = rendered(guest);
  if (whole === undefined) return guest;
  const least = minimal(guest, (value) => rendered(value) === whole);
  // The device is present with nothing but defaults.
  if (JSON.stringify(least.watchdog) === '{}') least.watchdog = 'i6300esb';
  return least;
}
