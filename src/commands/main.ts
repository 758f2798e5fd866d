import { discardAll } from '../artifact/staging.ts';
import { run } from './program.ts';
import { undoAll } from './signals.ts';

export { run };

/** The program as a process: streams, exit status, signals, and a reader that goes away. */
export async function main(): Promise<void> {
  // A reader that goes away (head, less) ends the program like it ends any other: quietly, with SIGPIPE's status.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exitCode = 141;
    });
  }
  // A program that is asked to stop leaves nothing half-written, and dies of the signal, as its sender expects.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      discardAll();
      undoAll();
      process.kill(process.pid, signal);
    });
  }
  const status = await run(process.argv.slice(2), process, process.env);
  process.exitCode ??= status;
}
