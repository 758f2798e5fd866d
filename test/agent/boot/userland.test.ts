import { expect, test } from 'vitest';
import { onTarget } from '#test/support/alpine/userland.ts';
import { describeWith } from '#test/support/tools.ts';

/** In Debian's PATH, or applets of its busybox; in neither of Alpine's. */
const absent = 'bash dash xz zstd lspci lsblk wipefs findmnt openssl sfdisk perl python3 httpd taskset w'.split(' ');

const printed = (script: string) => onTarget(['ash', '-c', script], { cwd: '/' }).stdout.trim();

describeWith(['applets'], 'what runs on the target', () => {
  test('finds no program that Alpine has not', () => {
    expect(printed(`for name in ${absent.join(' ')}; do command -v "$name"; done`)).toBe('');
  });

  test.each(['env xz --help', 'timeout 5 xz --help', "sh -c 'xz --help'", 'echo --help | xargs xz'])(
    'finds none by way of an applet or of another shell either: %s',
    (command) => {
      expect(printed(`{ ${command}; } 2>&1`)).toMatch(/^\S.*(not found|No such file)/);
    },
  );

  test('finds the applets', () => {
    expect(printed('printf one | sha256sum | cut -c 1-8')).toBe('7692c3ad');
    expect(printed('flock /tmp true && echo locked')).toBe('locked');
  });
});
