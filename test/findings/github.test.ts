import { describe, expect, test } from 'vitest';
import { workflowCommands } from '../../src/findings/github.ts';
import { finding } from './example.ts';

/** Reads a line as the runner does (actions/runner, ActionCommand.TryParseV2). */
function read(line: string) {
  const end = line.indexOf('::', 2);
  const [name, ...rest] = line.slice(2, end).split(' ');
  const back = (text: string, ...signs: string[]) =>
    [...signs, '\r', '\n', '%'].reduce((left, sign) => left.replaceAll(encoded(sign), sign), text);
  const pairs = rest
    .join(' ')
    .split(',')
    .map((pair) => [pair.split('=')[0], back(pair.slice(pair.indexOf('=') + 1), ':', ',')]);
  return { name, properties: Object.fromEntries(pairs), data: back(line.slice(end + 2)) };
}

const encoded = (sign: string) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

describe('a finding as a workflow command', () => {
  test('has its place, its code as the title, and message and remedy on lines of their own', () => {
    expect(workflowCommands([finding])).toBe(
      '::error file=hosts/kvm1.yaml,line=5,col=3,title=unknown-key::unknown key "bad"%0ADid you mean "bond"?',
    );
  });

  test.each(['a,b', 'a:b', 'a::b', '100%', '%0A', 'a b', 'line=9', '%2C,'])(
    'file %j is read back unchanged',
    (file) => {
      const { properties } = read(workflowCommands([{ ...finding, file }]));
      expect(properties).toEqual({ file, line: '5', col: '3', title: 'unknown-key' });
    },
  );

  test('whatever a profile says ends no command and begins none', () => {
    const message = '::add-mask::x\n::set-output name=a::b\r%0A%25 ::';
    const text = workflowCommands([{ ...finding, severity: 'warning', message }]);
    expect(text.split('\n')).toHaveLength(1);
    expect(read(text)).toMatchObject({
      name: 'warning',
      data: '::add-mask::x�::set-output name=a::b�%0A%25 ::\nDid you mean "bond"?',
    });
  });

  test('that concerns no file has no place', () => {
    expect(workflowCommands([{ ...finding, file: '' }])).toMatch(/^::error title=unknown-key::/);
  });

  test('says the other places', () => {
    const related = [{ message: 'the first', file: 'base.yaml', line: 2, column: 1, path: '/x' }];
    expect(read(workflowCommands([{ ...finding, related }])).data.split('\n')[1]).toBe('base.yaml:2:1: the first');
  });
});
