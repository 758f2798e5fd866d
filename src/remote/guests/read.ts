import { overlayFile } from '../../tree/templates.ts';
import { type Place, runScript } from '../run-script.ts';

/** A definition as libvirt prints it, called by the name in it. */
export interface Definition {
  kind: string;
  name: string;
  xml: string;
}

/** Why nothing is known of a host's guests: it has no virsh, or its libvirt answers the user with that. */
type Unknown = { unknown: 'no virsh' } | { unknown: 'refused'; reason: string };

type Read = { definitions: Definition[] } | Unknown | { failed: string } | { invalid: string };

/** A definition has some KiB. */
const most = 32 * 2 ** 20;

/** Guests, networks and pools of libvirt on a host. No password is asked for, and none is in the answer. */
export async function readDefinitions(place: Place & { host: string }): Promise<Read> {
  const ran = await runScript(place, { text: overlayFile('remote/guests.sh').text, most, batch: true });
  return 'reason' in ran ? { failed: ran.reason } : definitionsOf(ran.output.toString('utf8'));
}

const [begin, end] = ['mkapkovl guests 1\n', '\nmkapkovl end\n'];

/** What overlays/remote/guests.sh printed. */
export function definitionsOf(answer: string): Exclude<Read, { failed: string }> {
  const start = answer.indexOf(begin);
  if (start === -1) return { invalid: answer === '' ? 'it is empty' : 'it is not what the script prints' };
  // With the line end in front of it, so that the end is found where nothing is in between.
  const whole = answer.slice(start + begin.length - 1);
  if (!whole.endsWith(end)) return { invalid: 'it is truncated' };
  const text = whole.slice(0, -end.length);
  const refused = /^\nmkapkovl refused (.*)/.exec(text)?.[1];
  if (refused !== undefined) return { unknown: 'refused', reason: refused };
  if (text === '\nmkapkovl no virsh') return { unknown: 'no virsh' };
  const [before = '', ...parts] = text.split(/^mkapkovl definition /m);
  if (before.trim() !== '') return { invalid: 'it is not what the script prints' };
  return { definitions: parts.map(definitionOf) };
}

/** What virsh did not print has only its UUID. */
function definitionOf(part: string): Definition {
  const [first = '', ...lines] = part.split('\n');
  const [kind = '', uuid = ''] = first.split(' ');
  const xml = lines.join('\n');
  return { kind, name: /<name>([^<]*)<\/name>/.exec(xml)?.[1] ?? uuid, xml };
}
