import { type Place, runScript } from '../../remote/run-script.ts';
import { probeScript } from './script.ts';

export interface ProbeAnswer {
  /** What it printed; null if it did not run. */
  answer: string | null;
  /** Why there is no output. */
  reason: string;
  /** What could not be measured, and what to do about it. */
  notes: Note[];
}

interface Note {
  what: string;
  remedy: string;
}

/** Facts of the largest machines have a few MiB. */
const most = 64 * 2 ** 20;

/** Runs the script here, or on another machine. Without `batch` ssh itself asks for passwords on the terminal. */
export async function measure(place: Place, batch = false): Promise<ProbeAnswer> {
  const notes: Note[] = [];
  const ran = await runScript(place, { text: probeScript(), most, batch, takes: (line) => isNote(line, notes) });
  if ('reason' in ran) return { answer: null, reason: ran.reason, notes };
  return { answer: ran.output.toString('utf8'), reason: '', notes };
}

/** Collects the script's notes; all other lines come from ssh or the remote shell. */
function isNote(line: string, notes: Note[]): boolean {
  const note = /^probe: (.*)$/.exec(line)?.[1];
  const remedy = /^ {7}(\S.*)$/.exec(line)?.[1];
  if (note !== undefined) notes.push({ what: note, remedy: '' });
  else if (remedy !== undefined && notes.at(-1)?.remedy === '') notes.at(-1)!.remedy = remedy;
  else return false;
  return true;
}
