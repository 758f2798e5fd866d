import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/findings/finding.ts';
import { colours, plain, printFindings } from '../../src/findings/print.ts';

const finding = (line: number, column: number, more: Partial<Finding> = {}): Finding => ({
  code: 'unknown-key',
  class: 'profile',
  severity: 'error',
  message: 'what',
  remedy: 'Do this.',
  file: 'x.yaml',
  line,
  column,
  path: '',
  ...more,
});

/** A finding printed with the text of its file, line by line. */
function printed(text: string, findings: Finding | Finding[], style = plain): string[] {
  const places = { find: () => ({ file: 'x.yaml' }), text: (file: string) => (file === 'x.yaml' ? text : undefined) };
  return printFindings([findings].flat(), [places], style).split('\n');
}

/** The line that is shown and the caret's line below it, without the line number. */
function excerpt(text: string, line: number, column: number): string[] {
  return printed(text, finding(line, column))
    .slice(1, 3)
    .map((shown) => shown.replace(/^[ \d]+\| /, ''));
}

test('a finding says where and what, shows the line with a caret, and what to do', () => {
  const text = 'first: 1\nsecond: 2\n';
  expect(printed(text, finding(2, 9))).toEqual([
    'x.yaml:2:9: error: what [unknown-key]',
    '2 | second: 2',
    '  |         ^',
    '  Do this.',
    '',
  ]);
});

test('a warning is called a warning; target and related places follow the excerpt', () => {
  const other = { message: 'the first one', file: 'y.yaml', line: 3, column: 4, path: '/a' };
  expect(printed('a: b\n', finding(1, 4, { severity: 'warning', target: 'etc/motd', related: [other] }))).toEqual([
    'x.yaml:1:4: warning: what [unknown-key]',
    '1 | a: b',
    '  |    ^',
    '  on the target: /etc/motd',
    '  y.yaml:3:4: the first one',
    '  Do this.',
    '',
  ]);
});

test('a finding about no file, of a file that was not read, or of an empty line goes without an excerpt', () => {
  expect(printed('a: b\n', finding(1, 1, { file: '' }))[0]).toBe('error: what [unknown-key]');
  expect(printed('a: b\n', finding(1, 1, { file: 'other' }))[1]).toBe('  Do this.');
  expect(printed('a: b\n\n', finding(2, 1))[1]).toBe('  Do this.');
  expect(printed('a: b\n', finding(9, 1))[1]).toBe('  Do this.');
});

describe('the caret is below its character', () => {
  test.each([
    ['at the beginning', 'a: b', 1, 'a: b', '^'],
    ['behind the end', 'a: b', 5, 'a: b', '    ^'],
    ['after tabs, each of which is shown as one blank', '\ta:\tb', 5, ' a: b', '    ^'],
    ['after East Asian characters, which take two cells', 'a: "漢字" x', 9, 'a: "漢字" x', '          ^'],
    ['after emoji, which take two cells and two characters', 'a: 🙂 x', 7, 'a: 🙂 x', '      ^'],
    ['after combining marks, which take none', 'a: e\u0301 x', 7, 'a: e\u0301 x', '     ^'],
    ['in a line with Windows line ends', 'a: b\r', 4, 'a: b', '   ^'],
  ])('%s', (_, line, column, shown, caret) => {
    expect(excerpt(`${line}\nz\n`, 1, column)).toEqual([shown, caret]);
  });

  test('in a line that is too long, cut on both sides', () => {
    const line = `${'a'.repeat(500)}X${'b'.repeat(500)}`;
    const [shown = '', caret = ''] = excerpt(line, 1, 501);
    expect(shown).toMatch(/^…a+Xb+…$/);
    expect(shown.length).toBeLessThanOrEqual(112);
    expect(shown[caret.indexOf('^')]).toBe('X');
  });

  test('in a line of a million characters, soon', () => {
    const [shown = '', caret = ''] = excerpt(`${'a'.repeat(500_000)}X${'b'.repeat(500_000)}`, 1, 500_001);
    expect(shown[caret.indexOf('^')]).toBe('X');
  });

  test('whatever the number of the line', () => {
    expect(printed(`${'a\n'.repeat(99)}x: y\n`, finding(100, 4)).slice(1, 3)).toEqual(['100 | x: y', '    |    ^']);
  });
});

describe('control characters never reach the terminal', () => {
  test('from the line, the message, the remedy, the name of the file or the target', () => {
    const evil = '\u001b[31m\u009b2J\u202e';
    const more = { message: evil, remedy: evil, file: evil, target: evil };
    const other = { message: evil, file: evil, line: 1, column: 1, path: '' };
    const all = [...printed(evil, finding(1, 1)), ...printed('a', finding(1, 1, { ...more, related: [other] }))];
    expect(all.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});

describe('a literal secret is not shown', () => {
  const canary = 'correct-horse';
  test.each([
    ['in the line of another finding', `x: 1\npassword: ${canary} # note`, 2],
    ['behind a key that is nearly one', `pasword: ${canary}`, 1],
    ['in quotes', `"password": "${canary}"`, 1],
    ['as in JSON', `{"password":"${canary}"}`, 1],
    ['in braces, the second of two', `{ root: { password: { env: A } }, ana: { password: ${canary} } }`, 1],
    ['where a reference goes', `password: { env: "$6$${canary}" }`, 1],
    ['in place of true', `password: { prompt: ${canary} }`, 1],
    ['below its key', `password:\n  ${canary}`, 2],
    ['below its key, among other keys', `password:\n  env: A\n  plain: ${canary}`, 3],
    ['in a block', `passphrase: |\n  line\n  ${canary}\n`, 3],
    ['in a list', `passphrase:\n  - ${canary}\n`, 2],
    ['within a private key', `content: |\n  -----BEGIN PRIVATE KEY-----\n  ${canary}\n`, 3],
    ['as a token', `api_token: ${canary}`, 1],
  ])('%s', (_, text, line) => {
    const all = printed(text, finding(line, 1)).join('\n');
    expect(all).toContain('*');
    expect(all).not.toContain(canary);
  });

  test.each([
    'password: { prompt: true }',
    'password: { env: ROOT_HASH } # from the vault',
    'root: { password: { file: ../secrets/root }, authorized_keys: [] }',
    'passphrase: { on_medium: "KEYS:kvm1.key" }',
    'passthrough: { devices: [] }',
    'ssh: { passwords: yes }',
    'files: { /etc/ssh/ssh_host_rsa_key: { source: key, mode: "0600" } }',
    'password: null',
    'password:',
  ])('but references are, and what only sounds like one: %s', (line) => {
    expect(excerpt(line, 1, 1)[0]).toBe(line);
  });
});

describe('style', () => {
  test('sets off place, severity and caret, and nothing of it changes the words', () => {
    const styled = printed('a: b\n', finding(1, 4), colours).join('\n');
    expect(styled).toContain('\u001b[31merror\u001b[39m');
    expect(styled).toContain('\u001b[1mx.yaml:1:4:\u001b[22m');
    expect(styled.replace(/\u001b\[\d+m/g, '')).toBe(printed('a: b\n', finding(1, 4)).join('\n'));
    expect(printed('a: b\n', finding(1, 4, { severity: 'warning' }), colours)[0]).toContain('\u001b[33mwarning');
  });
});

test('findings are set apart by an empty line', () => {
  expect(printed('a: b\n', [finding(1, 1), finding(1, 4)]).filter((line) => line === '')).toHaveLength(2);
});
