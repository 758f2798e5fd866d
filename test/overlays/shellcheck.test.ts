import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../support/tools.ts';

/** Every file that goes onto the target byte for byte; all of them are shell. */
const scripts = readdirSync('overlays', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.name.endsWith('.hbs'))
  .map(({ parentPath, name }) => path.join(parentPath, name))
  .sort();

test('there are scripts to check', () => {
  expect(scripts).toContain('overlays/network/etc/init.d/mkapkovl-cards');
});

test.each(scripts)('%s begins with the line that its runner needs', (file) => {
  const runner = file.includes('/init.d/') ? '#!/sbin/openrc-run' : '#!/bin/sh';
  expect(readFileSync(file, 'utf8').split('\n')[0]).toBe(runner);
});

describeWith(['shellcheck', 'busybox'], 'a script of the overlay', () => {
  // dash is the dialect of shellcheck's that is nearest to busybox ash.
  test.each(scripts)('%s has nothing that shellcheck objects to', (file) => {
    const { stdout, status } = spawnSync('shellcheck', ['--shell=dash', file], { encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });

  test.each(scripts)('%s is parsed by busybox ash', (file) => {
    const { stderr, status } = spawnSync('busybox', ['ash', '-n', file], { encoding: 'utf8' });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });
});
