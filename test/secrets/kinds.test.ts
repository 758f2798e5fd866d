import { describe, expect, test } from 'vitest';
import { literalIn, secretIn, withoutLiterals } from '../../src/secrets/find.ts';
import { harmlessFiles, marker, secretFiles } from './planted.ts';

describe('in files of a target', () => {
  test.each(secretFiles)('$name is found', ({ at, text }) => {
    expect(secretIn(text, at)).toBeDefined();
  });

  test.each(harmlessFiles)('$name is none', ({ at, text }) => {
    expect(secretIn(text, at)).toBeUndefined();
  });
});

test.each([
  ['an address', `is "smb://ana:${marker}@h/x" an address`, 'is "smb://ana:********@h/x" an address'],
  ['an option', `port=1,password=${marker},x=1`, 'port=1,password=********,x=1'],
  ['a list of words', '["curl","-u","ana:hunter22"]', '["curl","-u","ana:********"]'],
  ['a list of words of YAML', '[sshpass, -p, hunter22, ssh, h]', '[sshpass, -p, ********, ssh, h]'],
  ['an option of a command', 'mysql --password=hunter22 db', 'mysql --password=******** db'],
  ['an attribute', `type=vnc passwd='${marker}'`, "type=vnc passwd='********'"],
])('%s is told without its secret', (_, text, told) => {
  expect(withoutLiterals(text)).toBe(told);
});

test.each([
  ['blanks', ' '],
  ['letters', 'a'],
  ['signs of addresses', '://a:'],
  ['settings', 'password='],
  ['lines of settings', 'password: \n'],
  ['quotes', 'passwd="'],
  ['tags', '<secret '],
  ['brackets', '{,'],
  ['dollars', '$6$a'],
  ['JSON', '"data":"'],
])('a quarter of a megabyte of %s is looked through soon', (_, piece) => {
  const text = piece.repeat(2 ** 18 / piece.length);
  const started = performance.now();
  secretIn(text, 'etc/x');
  literalIn(text);
  withoutLiterals(text);
  expect(performance.now() - started).toBeLessThan(5000);
});
