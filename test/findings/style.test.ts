import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { styleOf } from '../../src/commands/streams.ts';
import { colours, plain } from '../../src/findings/print.ts';

const terminal = Object.assign(new PassThrough(), { isTTY: true });
const pipe = Object.assign(new PassThrough(), { isTTY: false });

test.each([
  ['a terminal', terminal, {}, colours],
  ['a pipe', pipe, {}, plain],
  ['a terminal that knows no colours', terminal, { TERM: 'dumb' }, plain],
  ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1' }, plain],
  ['a terminal with an empty NO_COLOR, which says nothing', terminal, { NO_COLOR: '' }, colours],
  ['a pipe with FORCE_COLOR', pipe, { FORCE_COLOR: '1' }, colours],
  ['a pipe with FORCE_COLOR=0', pipe, { FORCE_COLOR: '0' }, plain],
  ['a terminal with FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, plain],
  [
    'a terminal with NO_COLOR and FORCE_COLOR: who wants none gets none',
    terminal,
    { NO_COLOR: '1', FORCE_COLOR: '1' },
    plain,
  ],
])('%s', (_, stream, environment, style) => {
  expect(styleOf(stream, environment)).toBe(style);
});
