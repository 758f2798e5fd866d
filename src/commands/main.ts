import { discardAll } from '../artifact/staging.ts';
import { run } from './program.ts';
import { undoAll } from './signals.ts';

export { run };

/** The program as a process: streams, exit status, signals, and closed pipes. */
export async function main(): Promise<void> {
  // A reader that closes the pipe (head, less) ends the program quietly, with SIGPIPE's status.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exitCode = 141;
    });
  }
  // On a signal the program removes half-written files, and then dies of the signal, as the sender expects.
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
