import { probeScript } from './script.ts';

export interface Told {
  /** What it printed; null if it did not come to that. */
  answer: string | null;
  /** Why there is no answer. */
  reason: string;
  /** What could not be measured, and what to do about it. */
  notes: Note[];
}

interface Note {
  what: string;
  remedy: string;
}

export interface Place {
  /** As ssh takes it; without it, this machine is meant. */
  host?: string | undefined;
  cwd: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** Shows what ssh says, while it says it. */
  show: (line: string) => void;
}

/**
 * Runs the script here, or on another machine by the user's own ssh with all that is configured for it. ssh asks for
 * passwords on the terminal by itself.
 */
export async function measure({ host, cwd, environment, show }: Place): Promise<Told> {
  const { execa } = await import('execa');
  const [program, ...words] = host === undefined ? (['sh', '-s'] as const) : (['ssh', '--', host, 'sh -s'] as const);
  const said: string[] = [];
  const heard = listener(show, said);
  const ended = await execa(program, words, {
    input: probeScript(),
    env: environment,
    extendEnv: false,
    cwd,
    reject: false,
    stripFinalNewline: false,
    stderr: function* (line: unknown) {
      heard.line(String(line));
      yield line;
    },
  });
  const reason = ended.failed ? reasonOf(program, ended, said.at(-1)) : '';
  return { answer: ended.failed ? null : ended.stdout, reason, notes: heard.notes };
}

interface Ended {
  exitCode?: number | undefined;
  code?: string | undefined;
  signal?: string | undefined;
}

/** Why a program failed: what it said last, if it said anything. */
function reasonOf(program: string, { exitCode, code, signal }: Ended, last: string | undefined): string {
  if (code === 'ENOENT') return `the program ${program} was not found`;
  if (signal) return `${program} was ended by ${signal}`;
  return last ?? `${program} ended with ${exitCode ?? code}`;
}

/** Notes of the script are kept, all else is shown: it comes from ssh or from the other machine's shell. */
function listener(show: (line: string) => void, said: string[]) {
  const notes: Note[] = [];
  return {
    notes,
    line(line: string) {
      const note = /^probe: (.*)$/.exec(line)?.[1];
      const remedy = /^ {7}(\S.*)$/.exec(line)?.[1];
      if (note !== undefined) notes.push({ what: note, remedy: '' });
      else if (remedy !== undefined && notes.at(-1)?.remedy === '') notes.at(-1)!.remedy = remedy;
      else {
        if (line.trim() !== '') said.push(line.trim());
        show(line);
      }
    },
  };
}
