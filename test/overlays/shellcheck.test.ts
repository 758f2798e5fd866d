import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { overlayFiles } from '../support/overlays.ts';
import { describeWith } from '../support/tools.ts';

/** Every file that goes onto the target byte for byte; all of them are shell. */
const files = [...overlayFiles()].filter(([name]) => !name.endsWith('.hbs'));
const scripts = files.map(([name]) => path.join('overlays', name));

test('there are scripts to check', () => {
  expect(scripts).toContain('overlays/network/etc/init.d/mkapkovl-cards');
});

test.each(files)('%s begins with the line that its runner needs', (name, text) => {
  // Sourced parts name their shell for shellcheck only.
  const runner = name.includes('/init.d/')
    ? /^#!\/sbin\/openrc-run$/
    : // An initramfs has busybox, and its applets only once its init has made their links.
      /^(#!\/bin\/sh|#!\/bin\/busybox sh|# shellcheck shell=dash\b.*)$/;
  expect(text.split('\n')[0]).toMatch(runner);
});

describeWith(['shellcheck', 'busybox'], 'a script of the overlay', () => {
  // dash is the dialect of shellcheck's that is nearest to busybox ash.
  test.each(scripts)('%s has nothing that shellcheck objects to', (file) => {
    const { stdout, status } = spawnSync('shellcheck', ['--shell=dash', '--external-sources', file], {
      encoding: 'utf8',
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });

  test.each(scripts)('%s is parsed by busybox ash', (file) => {
    const { stderr, status } = spawnSync('busybox', ['ash', '-n', file], { encoding: 'utf8' });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });
});
