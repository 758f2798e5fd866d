import type { Finding } from '#src/findings/finding.ts';
import { run } from '../../support/run.ts';

/**
 * Runs the program, and returns what is wrong with how it ended: anything but success or a refusal, a stack trace, a
 * finding that leads out of its file, or one whose words no person wrote. `texts` has the files by their names.
 */
export async function outcome(
  argv: readonly string[],
  cwd: string,
  texts: Readonly<Record<string, string>> = {},
  env: Record<string, string> = {},
): Promise<{ status: number; stdout: string; complaints: string[] }> {
  const { status, stdout, stderr } = await run(['--format', 'json', ...argv], { cwd, env });
  const complaints: string[] = [];
  const complain = (what: string) => complaints.push(`${argv.join(' ')}: ${what}`);
  if (![0, 1, 2, 3].includes(status)) complain(`exit ${status}: ${stderr}`);
  if (/^\s+at \S+ \(?\S+:\d+:\d+\)?$/m.test(stdout + stderr)) complain(`a stack trace: ${stderr}`);
  for (const finding of findingsIn(stdout, complain)) for (const each of faultsOf(finding, texts)) complain(each);
  return { status, stdout, complaints };
}

/** Without a command that ran, there is no JSON: usage is explained in words, and a version is a number. */
function findingsIn(stdout: string, complain: (what: string) => void): Finding[] {
  if (/^($|Usage: |\d+\.)/.test(stdout)) return [];
  try {
    const answer = JSON.parse(stdout);
    return Array.isArray(answer) ? answer : (answer.findings ?? []);
  } catch {
    complain(`this is not JSON: ${stdout.slice(0, 200)}`);
    return [];
  }
}

function faultsOf(
  { code, file, line, column, message, remedy }: Finding,
  texts: Readonly<Record<string, string>>,
): string[] {
  const faults: string[] = [];
  const text = Object.hasOwn(texts, file) ? texts[file] : undefined;
  if (text !== undefined && line !== undefined) {
    const lines = text.split('\n');
    const there = lines[line - 1];
    if (there === undefined || line < 1) faults.push(`${code} is at line ${line} of ${lines.length}`);
    else if (column !== undefined && (column < 1 || column > there.length + 1))
      faults.push(`${code} is at column ${column} of ${there.length} (line ${line})`);
  }
  if (
    /\bundefined\b|\[object |Invalid input|Too (small|big)|Cannot read prop|is not a function/.test(
      `${message} ${remedy}`,
    )
  )
    faults.push(`${code} says: ${message}: ${remedy}`);
  return faults;
}
