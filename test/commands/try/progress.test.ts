import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { Context } from '#src/commands/streams.ts';
import { trialProgress } from '#src/commands/try/progress.ts';
import type { Moment } from '#src/trial/run/observed.ts';

const moments: Moment[] = [
  { boot: 'medium', stage: 'firmware', at: 0.1, line: '' },
  { boot: 'medium', stage: 'packages', at: 12.4, line: '(15/50) Installing libcrypto3' },
  { boot: 'medium', stage: 'packages', at: 12.4, line: '(15/50) Installing libcrypto3' },
  { boot: 'medium', stage: 'packages', at: 13.6, line: '(16/50) Installing\tlibssl3' },
  { boot: 'disk', stage: 'firmware', at: 90, line: '' },
];

function shown(changes: { terminal?: boolean } & Partial<Pick<Context, 'format' | 'quiet'>>): string {
  const { terminal = true, format = 'text', quiet = false } = changes;
  const stderr = Object.assign(new PassThrough(), { isTTY: terminal });
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr };
  const display = trialProgress({ streams, format, quiet, environment: {}, cwd: '', version: '' });
  for (const moment of moments) display.update(moment);
  display.clear();
  return stderr.read()?.toString() ?? '';
}

/** What is left on a terminal: a line is drawn over from its beginning. */
const screen = (text: string) => text.split('\n').map((line) => line.split('\r\u001b[K').at(-1));

test('on a terminal each stage stays with its time, and below them is what the console says', () => {
  const text = shown({});
  expect(screen(text)).toEqual([
    '    0 s  firmware (from the medium)',
    '   12 s  packages',
    '   90 s  firmware (from the disk)',
    '',
  ]);
  expect(text).toContain('   14 s    (16/50) Installing libssl3');
});

test('what has not changed is not drawn again', () => {
  expect(shown({}).match(/libcrypto3/g)).toHaveLength(1);
});

test('a log has a line for each stage', () => {
  expect(shown({ terminal: false })).toBe(
    '    0 s  firmware (from the medium)\n   12 s  packages\n   90 s  firmware (from the disk)\n',
  );
});

test.each([{ format: 'json' as const }, { quiet: true }])('with %j nothing is shown', (how) => {
  expect(shown(how)).toBe('');
});
