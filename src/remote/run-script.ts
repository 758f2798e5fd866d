import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { printable } from '../findings/excerpt.ts';

/** Where a script runs. */
export interface Place {
  /** As ssh accepts it; absent for this machine. */
  host?: string | undefined;
  cwd: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** Shows the output of ssh, and what the script says to people, as it arrives. */
  show: (line: string) => void;
}

interface Script {
  text: string;
  /** The most that it may print, in bytes. */
  most: number;
  /** ssh asks for no password, so that a machine without a key fails instead of waiting for a person. */
  batch?: boolean;
  /** Takes lines of standard error that are not for people. */
  takes?: (line: string) => boolean;
}

/** What the script printed, or why it did not run to its end. */
export type Ran = { output: Buffer } | { reason: string };

/** More messages than this are no messages. */
const mostSaid = 2 ** 20;

/** A machine that went away is noticed after a minute; what the user's configuration of ssh says comes after these. */
const batchMode = ['BatchMode=yes', 'ConnectTimeout=30', 'ServerAliveInterval=15', 'ServerAliveCountMax=4'];

/**
 * Runs a script here, or on another machine with the user's own ssh and its configuration: the only place that starts
 * ssh. The name stands behind `--`, so that ssh never takes it for an option, and no shell of this machine sees it. The
 * script is on standard input, so that what it contains is in no list of processes.
 */
export async function runScript({ host, cwd, environment, show }: Place, script: Script): Promise<Ran> {
  const { execa } = await import('execa');
  const options = script.batch ? ['-T', ...batchMode.flatMap((option) => ['-o', option])] : [];
  const [program, words] = host === undefined ? ['sh', ['-s']] : ['ssh', [...options, '--', host, 'sh -s']];
  const said: string[] = [];
  const lines = byLine((line) => {
    if (script.takes?.(line)) return;
    if (line.trim() !== '') said.push(printable(line.trim()));
    show(printable(line));
  });
  const running = execa(program, words, {
    input: script.text,
    env: environment,
    extendEnv: false,
    cwd,
    reject: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    // execa puts into its errors what it keeps of standard output, and that can be more than a text of Node may have.
    buffer: { stdout: false, stderr: true },
    maxBuffer: { stderr: mostSaid },
    // In bytes it comes as it was written, whatever the lines.
    stderr: { binary: true, transform: lines.add, final: lines.end },
  });
  const output = await collected(running.stdout, script.most);
  if (!output) running.kill();
  const ended = await running;
  if (!output) return { reason: `it printed more than ${script.most / 2 ** 20} MiB` };
  if (!ended.failed) return { output };
  if (ended.isMaxBuffer) return { reason: `it printed more than ${mostSaid / 2 ** 20} MiB of messages` };
  return { reason: reasonOf(program, ended, said.at(-1)) };
}

/** All that a program prints; undefined if it is more than that. */
async function collected(stream: Readable, most: number): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > most) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
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

/** Calls `each` with every line of bytes that arrive in pieces. */
function byLine(each: (line: string) => void) {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    *add(piece: unknown) {
      const whole = (rest + decoder.write(Buffer.from(piece as Uint8Array))).split('\n');
      rest = whole.pop()!;
      for (const line of whole) each(line.replace(/\r$/, ''));
      yield piece;
    },
    *end(): Generator<never> {
      if (rest !== '') each(rest);
      yield* [];
    },
  };
}
