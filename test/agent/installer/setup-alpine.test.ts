import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { install, liveSystem, markOf } from './programs.ts';

const secondsAllowed = 2;

/** A live system whose setup-alpine does as it is told. */
function liveWith(setupAlpine: string) {
  const live = liveSystem();
  live.stub('setup-alpine', setupAlpine);
  live.stub('setup-keymap', 'while true; do echo "Select variant (or \'abort\'):"; done');
  return live;
}

const run = (live: ReturnType<typeof liveSystem>) =>
  install(live, '', { MKAPKOVL_PROCESSES: '/proc', MKAPKOVL_SETUP_SECONDS: `${secondsAllowed}` });
const record = (live: ReturnType<typeof liveSystem>) =>
  JSON.parse(live.read('var/lib/mkapkovl/steps/install-alpine.json'));

describeWith(['applets', 'setsid'], 'setup-alpine', () => {
  test('that asks for ever is ended, said by name of the part, and nothing of it stays', () => {
    const live = liveWith('sh "${0%/*}/setup-keymap" uk uk');
    const ran = run(live);
    expect(ran.status).not.toBe(0);
    expect(record(live)).toMatchObject({
      state: 'failed',
      reason: `setup-alpine did not finish within ${secondsAllowed} seconds and was stopped in setup-keymap uk uk`,
    });
    expect(markOf(live)).toBe('');
    expect(statSync(path.join(live.root, 'var/log/mkapkovl.log')).size).toBeLessThan(5 * 1024 * 1024);
    expect(spawnSync('pgrep', ['-f', live.folder], { encoding: 'utf8' }).stdout).toBe('');
  });

  test('that writes without end, and without lines, does not fill the memory', () => {
    const live = liveWith(`tr '\\0' x < /dev/zero`);
    run(live);
    expect(record(live).reason).toContain('did not finish within 2 seconds');
    const { size } = statSync(path.join(live.root, 'var/log/mkapkovl.log'));
    expect(size).toBeGreaterThan(3 * 1024 * 1024);
    expect(size).toBeLessThan(5 * 1024 * 1024);
  });

  test('that fails is reported with its last line', () => {
    const live = liveWith('echo one; echo "ERROR: unable to select packages"; exit 1');
    run(live);
    expect(record(live)).toMatchObject({
      state: 'failed',
      reason: 'setup-alpine failed: ERROR: unable to select packages',
    });
  });

  test('that leaves a daemon behind with its output is not waited for', () => {
    const live = liveWith('setsid sh -c "sleep 20; echo late" & exit 0');
    const began = Date.now();
    expect(install(live).status).toBe(0);
    expect(Date.now() - began).toBeLessThan(15_000);
    expect(record(live).state).toBe('done');
  });
});
