import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Console } from '#src/trial/run/console.ts';
import { Stages } from '#src/trial/run/stages.ts';

/** Follows a console; each piece comes a second after the one before. */
function followed(pieces: Buffer[], overlay = true) {
  const stages = new Stages();
  const heard = new Console(stages, { overlay });
  pieces.forEach((piece, index) => {
    heard.feed(piece, index + 1);
  });
  heard.end();
  return { heard, stages };
}

const lines = (...said: string[]) => said.map((line) => Buffer.from(`${line}\r\n`));
const ofFile = (name: string) => readFileSync(`test/trial/run/consoles/${name}`);

/** Cut into pieces without regard to lines, escape sequences or characters. */
function cut(whole: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
    whole.subarray(index * size, (index + 1) * size),
  );
}

describe.each([1, 7, 64, 100_000])('the console of a diskless Alpine 3.19, in pieces of %i bytes', (size) => {
  const { heard, stages } = followed(cut(ofFile('diskless'), size));

  test('goes through its stages', () => {
    expect(stages.all.map(({ name }) => name)).toEqual([
      ...['firmware', 'kernel', 'initramfs', 'overlay', 'packages', 'runlevel'],
    ]);
  });

  test('has nothing wrong with it, and ends by switching off', () => {
    expect(heard).toMatchObject({ trouble: undefined, notices: [], ending: 'poweroff', passphraseAsked: 0 });
  });

  test('comes to a login prompt, though others write behind it', () => {
    expect(heard.login?.prompt).toBe('handbox login:');
  });

  test('is reported without the control sequences of the progress bar of apk', () => {
    expect(heard.last.join('\n')).not.toContain('\u001b');
    expect(heard.last).toContain('mkapkovl: Packages: done');
  });
});

test('a console on which the installer refuses is in the stage of the installer, and names the service that failed', () => {
  const { heard, stages } = followed(cut(ofFile('refused'), 100));
  expect(stages.current).toBe('install');
  expect(heard.notices).toEqual([{ kind: 'service', text: 'the service mkapkovl-install failed to start' }]);
  expect(heard.last.join('\n')).toContain('vdb is not blank: the kernel knows partitions: vdb1');
});

test('stages have the time at which they were announced first', () => {
  const { stages } = followed(lines('[ 0.0] Linux', 'Alpine Init 3.9.1', '[ 4.0] late', 'Alpine Init 3.9.1'));
  expect(stages.all).toEqual([
    { name: 'firmware', at: 0 },
    { name: 'kernel', at: 1 },
    { name: 'initramfs', at: 2 },
  ]);
});

test.each([
  ['kernel/panic.c', '[    9.1] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100', 'panic'],
  ['a panic with a colon', "[ 0.2] Kernel panic - not syncing: IO-APIC + timer doesn't work!", 'panic'],
  ['nlplug-findfs', 'No key available with this passphrase.', 'passphrase'],
  ['the installer', 'mkapkovl: The passphrase of vda, please (nothing is shown):', 'asked'],
])('%s: what cannot go on is known at once', (_, line, kind) => {
  expect(followed(lines('before', line)).heard.trouble?.kind).toBe(kind);
});

test.each([
  [[' * Mounting boot media: failed. '], 'Mounting boot media'],
  [[' * Mounting root: [    9.7] sd 0:0:0:0: ready', '[    9.9] Mounting root: failed. ', 'failed. '], 'Mounting root'],
  [['Mounting root failed. '], 'Mounting root'],
])('an emergency shell is told with what failed, kernel in between or not, quiet or not: %j', (said, what) => {
  const shell = "initramfs emergency recovery shell launched. Type 'exit' to continue boot";
  expect(followed(lines(...said, shell), false).heard.trouble).toEqual({ kind: 'emergency', what });
});

test('an init that goes on without an overlay is trouble when it starts from a medium, and not from a disk', () => {
  const said = lines('Alpine Init 3.9.1', '[ 9.0] Installing packages to root filesystem...');
  expect(followed(said).heard.trouble).toEqual({ kind: 'no-overlay' });
  expect(followed(said, false).heard.trouble).toBeUndefined();
});

test.each([
  ['ERROR: unable to select packages:', { kind: 'apk', text: 'apk: unable to select packages:' }],
  [
    '[   31.2] kernel BUG at drivers/base/core.c:4741!',
    { kind: 'fault', text: 'kernel BUG at drivers/base/core.c:4741!' },
  ],
  [' * ERROR: sshd failed to start', { kind: 'service', text: 'the service sshd failed to start' }],
])('%j is noted, and does not end the boot', (line, notice) => {
  const { heard } = followed(lines(line));
  expect(heard).toMatchObject({ trouble: undefined, notices: [notice] });
});

test.each([
  'watchdog: BUG: soft lockup - CPU#0 stuck for 22s!',
  '[   60.1] watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [apk:123]',
  '[   60.1] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:',
  ' * ERROR: networking stopped by something else',
  ' * ERROR: cannot start sshd as tunnel would not start',
])('%j is no fault: an emulation is slow', (line) => {
  expect(followed(lines(line)).heard.notices).toEqual([]);
});

test('how it ends is known from the kernel, whatever else it says', () => {
  expect(followed(lines('[  9.1] reboot: Restarting system')).heard.ending).toBe('reboot');
  expect(followed(lines(' * Terminating ...[  9.1] reboot: Power down')).heard.ending).toBe('poweroff');
  expect(followed(lines('reboot: soon')).heard.ending).toBeUndefined();
});

test('each prompt for a passphrase counts once, in however many pieces it comes', () => {
  const pieces = ['Enter passphrase for /dev/vda2: ', '\r\n', 'Enter passphrase', ' for /dev/vda2: ', ' '];
  expect(followed(pieces.map((piece) => Buffer.from(piece))).heard.passphraseAsked).toBe(2);
});

test('a line that is read after what the guest reported later still counts, at that time at the latest', () => {
  const stages = new Stages();
  stages.begin('converge', 41);
  const heard = new Console(stages, { overlay: true });
  heard.feed(
    Buffer.from(' * Loading user settings from /media/vdb/x:\r\n * Installing packages to root filesystem: ok.\r\n'),
    42,
  );
  expect(stages.all.slice(1)).toEqual([
    { name: 'overlay', at: 41 },
    { name: 'packages', at: 41 },
    { name: 'converge', at: 41 },
  ]);
  expect(heard.trouble).toBeUndefined();
});
