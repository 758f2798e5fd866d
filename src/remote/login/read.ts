import { overlayFile } from '../../tree/templates.ts';
import { type Place, runScript } from '../run-script.ts';

/** How people log in to a host that runs, and its release, if it is Alpine. */
export interface Login {
  /** Lines of ~/.ssh/authorized_keys of the account that ssh logs in to, as they are. */
  keys: string[];
  /** Such as 3.19.1. */
  alpine?: string | undefined;
}

/** More keys than this no file of people has. */
const most = 2 ** 20;

export async function readLogin(place: Place & { host: string }): Promise<Login | { failed: string }> {
  const ran = await runScript(place, { text: overlayFile('remote/login.sh').text, most, batch: true });
  if ('reason' in ran) return { failed: ran.reason };
  const login = loginOf(ran.output.toString('utf8'));
  return login ?? { failed: 'its answer is not what the script prints' };
}

/** What overlays/remote/login.sh printed; undefined if it is something else, or not all of it. */
export function loginOf(answer: string): Login | undefined {
  const lines = answer.split('\n');
  const start = lines.indexOf('mkapkovl login 1');
  if (start === -1 || lines.at(-2) !== 'mkapkovl end' || lines.at(-1) !== '') return undefined;
  const own = lines.slice(start + 1, -2);
  const after = (word: string) =>
    own.filter((line) => line.startsWith(`mkapkovl ${word} `)).map((line) => line.slice(`mkapkovl ${word} `.length));
  return { keys: after('key'), alpine: after('alpine').find((version) => /^\d+\.\d+\.\d+/.test(version)) };
}
