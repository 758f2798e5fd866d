import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { program, spawned } from '../support/spawned.ts';
import { type TrialPlace, trial, trialPlace, well } from '../support/trial.ts';

/** Waits until a file is there. */
async function fileIn(folder: string, name: string): Promise<void> {
  const watching = watch(folder);
  while (!existsSync(path.join(folder, name))) await once(watching, 'change');
  watching.close();
}

/** What is left in the temporary folder. */
const left = ({ temporary }: TrialPlace) => readdirSync(temporary).filter((name) => name.startsWith('mkapkovl'));

test('without a medium it says which one fits, where it is, and that this is no fault of the profile', async () => {
  const { status, stdout, stderr } = await run(['try', 'least.yaml'], {
    cwd: folderWith({ 'least.yaml': leastProfile }),
  });
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  expect(stderr).toMatch(/Alpine 3\.23 for x86_64 with the kernel lts \[medium-missing\]/);
  expect(stderr).toContain('https://dl-cdn.alpinelinux.org/alpine/v3.23/releases/x86_64/alpine-standard-3.23');
});

test('what check would say of the profile comes first, and nothing is started', async () => {
  const place = trialPlace(well(), leastProfile.replace('hostname: least', 'hostname: -least'));
  const { status, stderr } = spawned(trial, place);
  expect(status).toBe(1);
  expect(stderr).toContain('profile.yaml:1:');
  expect(existsSync(path.join(place.cwd, 'pid'))).toBe(false);
});

test('without QEMU it says how to get it', async () => {
  const place = trialPlace(well());
  const child = spawn(process.execPath, [program, ...trial], {
    cwd: place.cwd,
    env: { ...place.env, PATH: folderWith() },
  });
  let stderr = '';
  child.stderr.on('data', (piece) => {
    stderr += piece;
  });
  const [status] = await once(child, 'close');
  expect(status).toBe(3);
  expect(stderr).toContain('[qemu-missing]');
  expect(left(place)).toEqual([]);
});

describe('a machine of which all is well', () => {
  test('proves the mechanism, with status 0; its record and its console are kept, and nothing else', () => {
    const place = trialPlace(well());
    const { status, stdout, stderr } = spawned(trial, place);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(/^least: in QEMU, emulated \(TCG\)/),
    });
    expect(stdout).toContain('least: mechanism proven: ');
    expect(stdout).toContain('None of this applies to real hardware.');
    expect(stdout).toMatch(/Record: out\/least\.trial\.json\nConsole: out\/least\.trial\.log\n$/);
    const record = JSON.parse(readFileSync(path.join(place.cwd, 'out/least.trial.json'), 'utf8'));
    expect(record).toMatchObject({ schema: 1, verdict: 'mechanism proven', accelerator: 'tcg' });
    expect(readFileSync(path.join(place.cwd, 'out/least.trial.log'), 'utf8')).toContain('Alpine Init 3.12.0');
    expect(left(place)).toEqual([]);
  });

  test('with --format json is one value on standard output, and nothing on the other', () => {
    const { status, stdout, stderr } = spawned([...trial, '--format', 'json'], trialPlace(well()));
    expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: '' });
    const { result, findings } = JSON.parse(stdout);
    expect(findings).toEqual([]);
    expect(result).toMatchObject({
      hostname: 'least',
      verdict: 'mechanism proven',
      stopped: null,
      record: 'out/least.trial.json',
      timeline: { ready: expect.any(Number) },
    });
    expect(result.substitutions).toContainEqual(expect.objectContaining({ where: '/install/mode' }));
  });

  test('with --keep stays, with a script that starts it again', () => {
    const place = trialPlace(well());
    const { stdout } = spawned([...trial, '--keep'], place);
    const [folder] = left(place);
    expect(stdout).toContain(`Kept: ${path.join(place.temporary, folder!)}; start it again with `);
    const start = path.join(place.temporary, folder!, 'start.sh');
    expect(statSync(start).mode & 0o111).toBe(0o111);
    expect(readFileSync(start, 'utf8')).toMatch(/^#!\/bin\/sh\n.*\ncd .*\nexec qemu-system-x86_64 /);
  });
});

test('a promise that did not hold is an error of the profile: status 1, with what did not hold and why', () => {
  const missing = { code: 'package-missing', message: 'The package vim is not installed.' };
  const { status, stdout, stderr } = spawned(trial, trialPlace(well([missing])));
  expect(status).toBe(1);
  expect(stdout).toContain('least: NOT proven');
  expect(stderr).toContain(
    'error: failed: The packages are installed: The package vim is not installed. [package-missing] [trial-promise-failed]',
  );
});

test('an installer that fails is reported with the end of its log, and not with how the machine was switched off', () => {
  const record = `tell "$(printf 'record\\t1\\tfailed\\tinstall-disk\\tthe disk is gone')"`;
  const place = trialPlace(`
say '[ 0.1] Linux version 6' ' * Loading user settings from /media/vdb/x:' ' * Installing packages to root filesystem: ok.'
tell "at 20.0 begun 1 live $id"; ${record}
tell 'begin log' '| sfdisk: cannot open /dev/vda' 'end log 0' 'at 50.0 end 1'
say ' * Unmounting filesystems' '[ 52.0] reboot: Power down'`);
  const { status, stderr } = spawned([...trial, '--install'], place);
  expect(status).toBe(1);
  expect(stderr).toContain('| sfdisk: cannot open /dev/vda\n');
  expect(stderr).not.toContain('Unmounting');
  expect(stderr).toContain('the installer failed at install-disk: the disk is gone [trial-not-installed]');
});

test('when the time is over the status is 3, and what the console said last is shown', () => {
  const place = trialPlace("say '[ 0.1] Linux version 6' 'Alpine Init 3.12.0'\nexec sleep 600");
  const { status, stdout, stderr } = spawned([...trial, '--timeout', '4'], place);
  expect(status).toBe(3);
  expect(stdout).toContain('least: undecided');
  expect(stderr).toContain('| Alpine Init 3.12.0\n');
  expect(stderr).toContain('the trial timed out after 4 s in the stage initramfs [trial-timeout]');
  expect(left(place)).toEqual([]);
});

test('a folder that cannot be written to is reported, and no machine is left running', () => {
  const place = trialPlace('exec sleep 600');
  const { status, stderr } = spawned([...trial, '--out', 'profile.yaml/out'], place);
  expect(status).toBe(3);
  expect(stderr).toContain('[out-unwritable]');
  expect(left(place)).toEqual([]);
});

test.each(['0', '-1', '1.5', 'soon'])('--timeout %s is no time', async (value) => {
  const { status, stderr } = await run(['try', 'least.yaml', '--timeout', value]);
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('Write a whole number of seconds') });
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the machine, and leaves nothing behind', async (signal) => {
  const place = trialPlace('touch "${0%/*}/../started"; exec sleep 600');
  const child = spawn(process.execPath, [program, ...trial], { cwd: place.cwd, env: place.env });
  const ended = once(child, 'close');
  await fileIn(place.cwd, 'started');
  child.kill(signal);
  expect(await ended).toEqual([null, signal]);
  const machine = readFileSync(path.join(place.cwd, 'pid'), 'utf8').trim();
  // It may still be a zombie, which has no command line.
  const there = existsSync(`/proc/${machine}/cmdline`) && readFileSync(`/proc/${machine}/cmdline`, 'utf8') !== '';
  expect(there).toBe(false);
  expect(left(place)).toEqual([]);
});

test('stopped while it still prepares, it leaves nothing behind either', async () => {
  // The medium is a folder, which becomes an ISO file.
  const place = trialPlace(well());
  const slow = `#!/bin/sh\ntouch '${place.cwd}/started'; exec sleep 600\n`;
  writeFileSync(path.join(place.cwd, 'programs/xorriso'), slow, { mode: 0o755 });
  const child = spawn(process.execPath, [program, ...trial], { cwd: place.cwd, env: place.env });
  const ended = once(child, 'close');
  await fileIn(place.cwd, 'started');
  expect(left(place)).toHaveLength(1);
  child.kill('SIGTERM');
  expect(await ended).toEqual([null, 'SIGTERM']);
  expect(left(place)).toEqual([]);
});
