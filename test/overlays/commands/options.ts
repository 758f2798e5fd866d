import { readFileSync } from 'node:fs';
import type { Program } from './programs.ts';
import { scriptOf, sourceOf } from './resolve.ts';
import { literalStart } from './shell.ts';
import { ddOperands, otherOptions } from './tables/options.ts';

/** Options by applet, each with whether it takes a value. */
const table = new Map(
  readFileSync('test/support/alpine/applet-options.txt', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(' '))
    .map(([applet = '', ...options]): [string, Map<string, boolean>] => [
      applet,
      new Map(options.map((option) => [option.replace(':', ''), option.endsWith(':')])),
    ]),
);

/** These take words such as -name or -echo, and numbers, where others have letters. */
const wordy = new Set(['find', 'ip', 'stty']);

/** Options of applets that busybox does not have, each with its place. */
export function unknownOptions(programs: Program[]): string[] {
  const found = programs.flatMap((program) =>
    program.runs
      .filter((call) => sourceOf(call, program) === 'applet')
      .flatMap(({ file, line, words: [applet = '', ...words] }) =>
        refusedOf(applet, words)
          .filter((option) => !otherOptions.some((row) => row.applet === applet && row.options.includes(option)))
          .map((option) => `${scriptOf(file)}:${line} ${applet} ${option}`),
      ),
  );
  return [...new Set(found)];
}

function refusedOf(applet: string, words: string[]): string[] {
  if (applet === 'dd') return words.filter((word) => !isOperandOfDd(word));
  if (!words.some((word) => word.startsWith('-'))) return [];
  const known = table.get(applet);
  if (!known) return ['(no row: run scripts/applet-options.js)'];
  const refused: string[] = [];
  for (let rest = words; rest.length > 0; ) {
    const [word = '', ...more] = rest;
    if (word === '--' || endsOptions(applet, word)) break;
    const { unknown, takesNext } = wordy.has(applet) ? asWord(word, known) : asLetters(literalStart(word), known);
    refused.push(...unknown);
    // The command behind -exec is a call of its own.
    const end = applet === 'find' && word === '-exec' ? more.findIndex((each) => each === ';' || each === '+') : -1;
    rest = end < 0 && takesNext ? more.slice(1) : more.slice(end + 1);
  }
  return refused;
}

function isOperandOfDd(word: string): boolean {
  const [name = '', value = ''] = word.split('=');
  const values = ddOperands[name];
  return name in ddOperands && (!values || value.split(',').every((each) => values.includes(each)));
}

/** What stands behind the first word that is no option belongs to the program that these start. */
function endsOptions(applet: string, word: string): boolean {
  return ['chroot', 'setsid', 'sh', 'timeout', 'xargs'].includes(applet) && !word.startsWith('-');
}

interface Judged {
  unknown: string[];
  takesNext: boolean;
}

function asWord(word: string, known: Map<string, boolean>): Judged {
  return { unknown: /^-[a-z]/.test(word) && !known.has(word) ? [word] : [], takesNext: known.get(word) === true };
}

/** `-x`, `-xyz`, `-xVALUE` or `--word`, `--word=VALUE`. */
function asLetters(word: string, known: Map<string, boolean>): Judged {
  if (!word.startsWith('-') || word === '-') return { unknown: [], takesNext: false };
  if (word.startsWith('--')) {
    const name = word.split('=')[0]!;
    return { unknown: known.has(name) ? [] : [name], takesNext: false };
  }
  const letters = [...word.slice(1)];
  const valued = letters.findIndex((letter) => known.get(`-${letter}`));
  const read = valued < 0 ? letters : letters.slice(0, valued + 1);
  return {
    unknown: read.map((letter) => `-${letter}`).filter((option) => !known.has(option)),
    takesNext: valued >= 0 && valued === letters.length - 1,
  };
}
