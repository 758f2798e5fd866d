import { run } from './commands/program.ts';

export { run };

/** The program as a process: streams, exit status, and a reader that goes away. */
export async function main(): Promise<void> {
  // A reader that goes away (head, less) ends the program like it ends any other: quietly, with SIGPIPE's status.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exitCode = 141;
    });
  }
  const status = await run(process.argv.slice(2), process, process.env);
  process.exitCode ??= status;
}
