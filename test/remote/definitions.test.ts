import { describe, expect, test } from 'vitest';
import { definitionsOf } from '../../src/remote/guests/read.ts';

const answer = (inside: string) => `mkapkovl guests 1\n${inside}mkapkovl end\n`;
const one = 'mkapkovl definition domain 0001\n<domain><name>one</name></domain>\n';

describe('what libvirt on a host has', () => {
  test('is called by the names in the definitions, and by the UUID where virsh printed none', () => {
    expect(definitionsOf(`Welcome\n${answer(`${one}mkapkovl definition pool 0002\n`)}`)).toEqual({
      definitions: [
        { kind: 'domain', name: 'one', xml: '<domain><name>one</name></domain>\n' },
        { kind: 'pool', name: '0002', xml: '' },
      ],
    });
  });

  test.each([
    ['nothing', '', { definitions: [] }],
    ['no virsh', 'mkapkovl no virsh\n', { unknown: 'no virsh' }],
    ['a refusal', 'mkapkovl refused error: denied\n', { unknown: 'refused', reason: 'error: denied' }],
  ])('%s', (_, inside, expected) => {
    expect(definitionsOf(answer(inside))).toEqual(expected);
  });

  test.each([
    ['nothing at all', '', 'it is empty'],
    ['another program', 'Welcome\n', 'it is not what the script prints'],
    ['an answer that is cut off', `mkapkovl guests 1\n${one}`, 'it is truncated'],
    ['text before the first definition', answer(`<domain/>\n${one}`), 'it is not what the script prints'],
  ])('%s is refused', (_, text, invalid) => {
    expect(definitionsOf(text)).toEqual({ invalid });
  });
});
