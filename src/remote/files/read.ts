import { type Place, runScript } from '../run-script.ts';
import { filesOf, type HostFile } from './answer.ts';
import { filesScript, type Wanted } from './script.ts';

/** Long files come as digests, so this is more than a hundred times what an overlay has. */
const most = 64 * 2 ** 20;

type Read = { files: HostFile[] } | { failed: string } | { invalid: string };

/** Asks a running host for files of an overlay. No password is asked for. */
export async function readHostFiles(place: Place & { host: string }, wanted: readonly Wanted[]): Promise<Read> {
  const ran = await runScript(place, { text: filesScript(wanted), most, batch: true });
  if ('reason' in ran) return { failed: ran.reason };
  const answer = await filesOf(ran.output);
  return 'reason' in answer ? { invalid: answer.reason } : answer;
}
