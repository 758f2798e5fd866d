import { probeScript } from './script.ts';

export interface Told {
  /** What it printed; null if it did not come to that. */
  answer: string | null;
  /** Why there is no answer. */
  reason: string;
  /** What could not be measured, and what to do about it. */
  notes: Note[];
}

export interface Note {
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
  const [program, words] = host === undefined ? ['sh', ['-s']] : ['ssh', ['--', host, 'sh -s']];
  const said: string[] = [];
  const heard = listener(show, said);
  const running = execa(program!, words as string[], {
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
  const { exitCode, code, signal, stdout } = await running;
  const reason = (() => {
    if (code === 'ENOENT') return `there is no program ${program}`;
    if (signal) return `${program} was ended by ${signal}`;
    const last = said.at(-1);
    if (exitCode !== 0) return last ?? `${program} ended with ${exitCode ?? code}`;
    return '';
  })();
  return { answer: reason === '' ? stdout : null, reason, notes: heard.notes };
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
