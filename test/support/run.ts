import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { types } from 'node:util';
import { onTestFinished } from 'vitest';
import { run as runProgram } from '../../src/commands/program.ts';

export interface Ran {
  status: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs the program in this process, as in CI: without what it says to people each time. `cwd` defaults to the project's
 * folder.
 */
export async function run(
  argv: string[],
  options: { cwd?: string; env?: Record<string, string>; input?: string } = {},
): Promise<Ran> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const texts = { stdout: '', stderr: '' };
  stdout.on('data', (chunk) => {
    texts.stdout += chunk;
  });
  stderr.on('data', (chunk) => {
    texts.stderr += chunk;
  });
  const stdin = new PassThrough();
  stdin.end(options.input);
  const status = await runProgram(
    argv,
    { stdin, stdout, stderr },
    // An environment that watches how it is read stays what it is.
    options.env && types.isProxy(options.env) ? options.env : { CI: 'true', ...options.env },
    options.cwd ?? process.cwd(),
  );
  return { status, ...texts };
}

/** A folder that is gone when the test ends, with the given files in it. */
export function folderWith(files: Record<string, string> = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mkapkovl-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}

/** The least profile that passes `check`; tests add the keys that they are about. */
export const leastProfile = `hostname: least
alpine: { release: "3.23" }
access: { root: { password: { prompt: true } } }
install: { disk: { serial: SERIAL1 } }
`;
