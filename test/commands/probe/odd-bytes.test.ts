import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { probed, rootOf, shellNames } from '../../support/machines/probed.ts';
import { describeWith } from '../../support/tools.ts';

const tools = ['applets', 'dash'];
const names = shellNames.map((shell) => [shell, shell] as const);

describeWith(tools, 'texts that others have written', () => {
  const samples: [string, string | Buffer, string][] = [
    ['quotes and backslashes', String.raw`a "b" \c\n '$(d)' %s`, String.raw`a "b" \c\n '$(d)' %s`],
    ['blanks around', '   padded   ', 'padded'],
    ['a tab inside', 'a\tb', 'a\tb'],
    ['control characters', 'a\u0007b\u001b[31mc\u007f', 'a\u0007b\u001b[31mc\u007f'],
    ['UTF-8', 'Müller 键盘 🎧', 'Müller 键盘 🎧'],
    ['Latin-1', Buffer.from('M\xfcller', 'latin1'), 'M\ufffdller'],
    ['UTF-8 that is cut off', Buffer.from([0x61, 0xe9, 0x94]), 'a\ufffd\ufffd'],
    ['a surrogate, which UTF-8 has not', Buffer.from([0xed, 0xa0, 0x80, 0x62]), '\ufffd\ufffd\ufffdb'],
    ['a letter in more bytes than it takes', Buffer.from([0xc1, 0x81]), '\ufffd\ufffd'],
    ['what no sequence begins with', Buffer.from([0xfe, 0xff, 0x80]), '\ufffd\ufffd\ufffd'],
    ['an empty line', '\n', ''],
    ['a second line', 'first\nsecond', 'first'],
    ['no end of line', 'as it is', 'as it is'],
  ];

  test.each(names)('come through as they are, or as valid JSON at least, by %s', (_, shell) => {
    const root = rootOf('x870e');
    const { facts } = probed(root, shell);
    const devices = facts.usb!.filter(({ port }) => port !== '');
    const files = samples.map(([, bytes], index) => {
      const file = path.join(root, 'sys/bus/usb/devices', devices[index]!.port!, 'product');
      writeFileSync(file, bytes);
      return devices[index]!.port;
    });
    const after = probed(root, shell).facts.usb!;
    const seen = files.map((name) => after.find(({ port }) => port === name)?.product);
    expect(samples.map(([name], index) => [name, seen[index]])).toEqual(samples.map(([name, , text]) => [name, text]));
  });

  test.each(names)('may be missing, by %s', (_, shell) => {
    const root = rootOf('ich10');
    rmSync(path.join(root, 'sys/bus/usb/devices/3-2/product'));
    const { facts } = probed(root, shell);
    expect(facts.usb?.find(({ port }) => port === '3-2')).toMatchObject({ product: '', serial: '0001' });
  });
});

describeWith(tools, 'places where something is mounted', () => {
  test.each(names)('may have blanks, quotes and backslashes in their names, by %s', (_, shell) => {
    const root = rootOf('twin-gpus');
    const places = [String.raw`/mnt/a\040b`, String.raw`/mnt/c\134d`, '/mnt/"e"', '/mnt/ü'];
    const lines = places.map((place) => `40 1 8:17 / ${place} rw shared:1 master:2 - ext4 /dev/sdb1 rw`);
    writeFileSync(path.join(root, 'proc/self/mountinfo'), `${lines.join('\n')}\n`);
    writeFileSync(path.join(root, 'proc/swaps'), 'Filename Type Size Used Priority\n/swapfile file 1 0 -2\n');
    // A partition without a table entry in the tree: 8:17 is none of sdb's.
    expect(probed(root, shell).facts.disks?.map(({ mounts }) => mounts)).toEqual([[], []]);
    writeFileSync(path.join(root, 'proc/self/mountinfo'), `${lines.join('\n').replaceAll('8:17', '8:16')}\n`);
    expect(probed(root, shell).facts.disks?.map(({ mounts }) => mounts)).toEqual([
      [],
      ['/mnt/a b', String.raw`/mnt/c\d`, '/mnt/"e"', '/mnt/ü'],
    ]);
  });
});
