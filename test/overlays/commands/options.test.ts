import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { unknownOptions } from './options.ts';
import { ownPrograms, programs } from './programs.ts';
import { otherOptions } from './tables/options.ts';

/** Options that busybox lacks in a script of one line. */
function refusedIn(line: string): string[] {
  const found = unknownOptions(programs(new Map([['agent/script', `#!/bin/sh\n${line}\n`]])));
  return found.map((each) => each.split(' ').slice(1).join(' '));
}

describeWith(['shfmt'], 'options of applets', () => {
  test('are those that busybox has', () => {
    expect(unknownOptions(ownPrograms())).toEqual([]);
  });

  test.each([
    ['sed -z s/a/b/ "$x"', 'sed -z'],
    ['grep -qP "$x"', 'grep -P'],
    ['grep --quiet a', 'grep --quiet'],
    ['find . -printf %f', 'find -printf'],
    ['stat --format %s "$x"', 'stat --format'],
    ['cp --reflink=auto a b', 'cp --reflink'],
    ['readlink -e "$x"', 'readlink -e'],
    ['sort -R', 'sort -R'],
    ['tar --to-command=cat -xf "$x"', 'tar --to-command'],
    ['wget --method=PUT "$x"', 'wget --method'],
    ['date -u --date="$x"', 'date --date'],
    ['timeout --signal KILL 5 true', 'timeout --signal'],
    ['chroot "$x" cut --fields=1', 'cut --fields'],
    ['x=$(wc --lines < "$x")', 'wc --lines'],
    ["sh -c 'head --lines 1'", 'head --lines'],
    ['unxz -dT0 "$x"', 'unxz -T'],
    ['dd if=/dev/zero of="$x" status=progress', 'dd status=progress'],
    ['dd if="$x" conv=notrunc,sparse', 'dd conv=notrunc,sparse'],
  ])('refused: %s', (line, option) => {
    expect(refusedIn(line)).toContain(option);
  });

  test.each([
    'grep -Fqix -e "$x" -e -P file',
    'grep -m 1 -A2 a',
    'sed -n -e s/a/b/ -i "$x"',
    'sort -k2,2n -t: -u',
    'find "$x" -mindepth 1 -exec rm -f {} + -name "*.z"',
    'head -n 1; head -c 8; tail -c +5; tail -n +2',
    'cut -d- -f1',
    'tar -xzOf "$x" -C /tmp',
    'timeout -k 5 10 sh -c "exit 1"',
    'rm -- -z',
    'cut "-f$x"',
  ])('accepted: %s', (line) => {
    expect(refusedIn(line)).toEqual([]);
  });

  test('have a reason where the table lacks them, and a line that gives them', () => {
    const calls = ownPrograms().flatMap(({ runs }) => runs.map(({ words }) => words));
    const given = (applet: string, option: string) =>
      calls.some((words) => words[0] === applet && words.some((word) => word.split('=')[0] === option));
    expect(otherOptions.flatMap(({ applet, options }) => options.filter((option) => !given(applet, option)))).toEqual(
      [],
    );
  });
});
