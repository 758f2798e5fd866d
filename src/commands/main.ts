import { writeSync } from 'node:fs';
import { cleanUpOnSignals } from '../process/cleanup.ts';
import { reasonOf } from '../profile/read.ts';
import { run } from './program.ts';

export { run };

/** The program as a process: streams, exit status and signals. */
export async function main(): Promise<void> {
  for (const [name, stream] of Object.entries({ output: process.stdout, error: process.stderr }))
    stream.on('error', (error: NodeJS.ErrnoException) => unwritable(name, error));
  cleanUpOnSignals();
  const status = await run(process.argv.slice(2), process, process.env);
  process.exitCode ??= status;
}

/**
 * A reader that closes the pipe (head, less) ends the program quietly, with SIGPIPE's status. Anything else, such as a
 * full disk, is an error of the environment: the result is not where the user wants it.
 */
function unwritable(name: string, error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') {
    if (process.exitCode !== 3) process.exitCode = 141;
    return;
  }
  if (process.exitCode !== 3) report(`standard ${name} cannot be written: ${reasonOf(error)}\n`);
  process.exitCode = 3;
}

function report(line: string): void {
  try {
    writeSync(2, line);
  } catch {
    // Standard error is what cannot be written.
  }
}
