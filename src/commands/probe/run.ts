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

export interface Place {
  /** As ssh accepts it; absent for this machine. */
  host?: string | undefined;
  cwd: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** Shows the output of ssh as it arrives. */
  show: (line: string) => void;
}

/**
 * Runs the script here, or on another machine with the user's own ssh and its configuration. ssh itself asks for
 * passwords on the terminal.
 */
export async function measure({ host, cwd, environment, show }: Place): Promise<ProbeAnswer> {
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

/** Why a program failed: its last line of output, if any. */
function reasonOf(program: string, { exitCode, code, signal }: Ended, last: string | undefined): string {
  if (code === 'ENOENT') return `the program ${program} was not found`;
  if (signal) return `${program} was ended by ${signal}`;
  return last ?? `${program} ended with ${exitCode ?? code}`;
}

/** Collects the script's notes and shows all other lines, which come from ssh or the remote shell. */
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
