import { describe, expect, test } from 'vitest';
import { commandsOf } from '#src/import/virt-install/shell/commands.ts';
import { importedFrom, refusedFor } from './commands.ts';

/** The arguments of every virt-install command in a text. */
const argumentsIn = (text: string) =>
  commandsOf(text, 'a.sh').commands.map((each) => each.arguments.map(({ value }) => value));

describe('the words of a command are those of a shell', () => {
  test.each([
    ['blanks and tabs separate them', 'virt-install  --name\ta', ['--name', 'a']],
    ['single quotes keep everything', 'virt-install --name \'a $b \\ "c"\'', ['--name', 'a $b \\ "c"']],
    ['double quotes keep blanks', 'virt-install --name "a b"', ['--name', 'a b']],
    ['a backslash in double quotes counts before some characters', 'virt-install "a\\"b\\c\\$d"', ['a"b\\c$d']],
    ['a backslash makes the next character plain', 'virt-install a\\ b\\"c', ['a b"c']],
    ['quotes join with adjacent text', `virt-install --disk path='/a b',size="1"0`, ['--disk', 'path=/a b,size=10']],
    ['an empty pair of quotes is a word', "virt-install --name ''", ['--name', '']],
    ['a backslash at the end of a line goes on', 'virt-install \\\n  --name \\\r\n a', ['--name', 'a']],
    ['a comment ends with its line', 'virt-install --name a # --ram 5\n', ['--name', 'a']],
    ['a number sign within a word is none', 'virt-install --name a#b', ['--name', 'a#b']],
    ['what an output goes to is no word', 'virt-install --name a > /dev/null 2>&1', ['--name', 'a']],
    ['a line feed ends it', 'virt-install --name a\n--ram 5', ['--name', 'a']],
    ['Windows ends lines in another way', 'virt-install --name a\r\n', ['--name', 'a']],
  ])('%s', (_, text, words) => {
    expect(argumentsIn(text)).toEqual([words]);
  });

  test.each([
    'sudo virt-install --name a',
    'sudo -E -u root virt-install --name a',
    '/usr/bin/virt-install --name a',
    'LANG=C LIBVIRT_DEFAULT_URI=qemu:///system virt-install --name a',
    'env LANG=C virt-install --name a',
    'if ! virt-install --name a; then exit 1; fi',
    'cd /srv && virt-install --name a &',
    'python3 ./virt-install --name a',
    '#!/bin/sh\nset -e\nvirsh list\nvirt-install --name a\necho done',
    '    # virt-install --name a',
    '$ virt-install \\\n   --name a',
    '\uFEFFvirt-install --name a',
  ])('%j has one', (text) => {
    expect(argumentsIn(text)).toEqual([['--name', 'a']]);
  });

  test('a prompt of the manual does not bring back what is commented out in a script', () => {
    expect(argumentsIn('# virt-install --name old\nvirt-install --name new')).toEqual([['--name', 'new']]);
  });

  test.each(['virt-clone --original a', 'echo virt-install', '', 'virt-install-more --name a'])(
    '%j has none',
    (text) => {
      expect(refusedFor(text)).toMatchObject([{ code: 'import-no-command', where: { place: { offset: 0 } } }]);
    },
  );

  test('several commands are several guests', () => {
    const each = (name: string) => `virt-install --name ${name} --memory 512 --disk none --import`;
    expect(Object.keys(importedFrom(`${each('a')}\n${each('b')}; ${each('c')}`).vms)).toEqual(['a', 'b', 'c']);
  });

  test('two guests of one name are refused at the later command', () => {
    const command = 'virt-install --name a --memory 512 --disk none --import';
    expect(refusedFor(`${command}\n${command}`)).toMatchObject([
      { code: 'import-duplicate-guest', where: { place: { offset: command.length + 1 } } },
    ]);
  });
});

describe('what only a running shell knows is refused where it stands', () => {
  test.each([
    ['$NAME', 'the value of a variable'],
    ['${NAME:-a}', 'the value of a variable'],
    ['$1', 'the value of a variable'],
    ['$(hostname -s)', 'the output of a command'],
    ['`hostname`', 'the output of a command'],
    ['~/disk', 'the home folder of the user'],
  ])('%s', (text, what) => {
    const shown = text.startsWith('~') ? '~' : text;
    expect(refusedFor(`virt-install --name ${text} --memory 512`)).toMatchObject([
      {
        code: 'import-shell-expansion',
        where: { place: { offset: 20 } },
        message: expect.stringContaining(`${shown} is ${what}`),
      },
    ]);
  });

  test('in double quotes too, and each by itself', () => {
    expect(refusedFor('virt-install --name "a-$A" --ram $RAM').map(({ where }) => where)).toEqual([
      { place: { file: 'guest.sh', offset: 23 } },
      { place: { file: 'guest.sh', offset: 33 } },
    ]);
  });

  test('but not in single quotes, behind a backslash, or in another command of the script', () => {
    const text = "echo $HOME\nvirt-install --memory 512 --disk none --description '$5' --metadata title=\\$A --name a";
    expect(importedFrom(text).vms.a).toMatchObject({ description: '$5', title: '$A' });
  });

  test.each([
    ['virt-install --name "a', '"', 20],
    ["virt-install --name 'a --memory 5\n", "'", 20],
  ])('a quote that ends nowhere: %j', (text, quote, offset) => {
    expect(refusedFor(text)).toMatchObject([
      { code: 'import-quote-not-closed', where: { place: { offset } }, message: expect.stringContaining(quote) },
    ]);
  });
});
