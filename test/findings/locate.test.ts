import { describe, expect, test } from 'vitest';
import { environment, error, warning } from '../../src/findings/code.ts';
import { exitStatus, type Finding, findingsOf, pointer } from '../../src/findings/finding.ts';
import { inOrder, lineAndColumn, locate, withoutRepeats } from '../../src/findings/locate.ts';

describe('a path as JSON Pointer (RFC 6901)', () => {
  test.each([
    [[], ''],
    [['vms', 'guest1', 'disks', 0], '/vms/guest1/disks/0'],
    [['files', '/etc/motd'], '/files/~1etc~1motd'],
    [['a~b', 'c/d', ''], '/a~0b/c~1d/'],
    [['~1'], '/~01'],
  ] as [(string | number)[], string][])('%j', (path, expected) => {
    expect(pointer(path)).toBe(expected);
  });
});

describe('line and column of an offset', () => {
  const text = 'ab\n\ncd\r\nef';
  test.each([
    [0, 1, 1],
    [2, 1, 3],
    [3, 2, 1],
    [4, 3, 1],
    [6, 3, 3],
    [8, 4, 1],
    [10, 4, 3],
    [99, 4, 3],
  ])('%i', (offset, line, column) => {
    expect(lineAndColumn(text, offset)).toEqual({ line, column });
  });

  test('of an empty text is its beginning', () => {
    expect(lineAndColumn('', 0)).toEqual({ line: 1, column: 1 });
  });
});

const { problem } = findingsOf({ 'null-value': error('x', 'y') });

const found = (file: string, line: number, column: number, message = 'x'): Finding => ({
  code: 'unknown-key',
  class: 'profile',
  severity: 'error',
  message,
  remedy: '',
  file,
  line,
  column,
  path: '',
});

describe('findings come in the order', () => {
  test('in which one meets them in each file, files in the order in which they come up', () => {
    const mixed = [found('b', 9, 1), found('a', 2, 1), found('b', 1, 5), found('b', 1, 2), found('a', 1, 1)];
    expect(inOrder(mixed).map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
      'b:1:2',
      'b:1:5',
      'b:9:1',
      'a:1:1',
      'a:2:1',
    ]);
  });

  test('in which they were found, at one place', () => {
    const here = ['first', 'second', 'third'].map((message) => found('a', 1, 1, message));
    expect(inOrder(here).map(({ message }) => message)).toEqual(['first', 'second', 'third']);
  });

  test('and each of them once', () => {
    expect(withoutRepeats([found('a', 1, 1), found('a', 1, 1), found('a', 1, 2)])).toHaveLength(2);
  });
});

test('a related place that was written nowhere is left out, one that was is kept', () => {
  const places = {
    find: (path: readonly (string | number)[]) => ({ file: 'x.yaml', offset: 0, elsewhere: path[0] === 'default' }),
    text: () => 'a: b\n',
  };
  const relatedTo = (path: string) =>
    locate([problem('null-value', ['a'], undefined, { related: [{ path: [path], message: 'here' }] })], places)[0]!;
  expect(relatedTo('a').related).toEqual([{ message: 'here', file: 'x.yaml', line: 1, column: 1, path: '/a' }]);
  expect(relatedTo('default')).not.toHaveProperty('related');
});

test('the exit status: errors of the profile before those of the environment; warnings never count', () => {
  const profile = error('', '');
  const other = environment('', '');
  expect(exitStatus([])).toBe(0);
  expect(exitStatus([warning('', '')])).toBe(0);
  expect(exitStatus([other, warning('', '')])).toBe(3);
  expect(exitStatus([other, profile])).toBe(1);
});
