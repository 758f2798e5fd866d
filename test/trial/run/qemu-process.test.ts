import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { converged, follow, machine, started } from './qemu-process.ts';

test('a successful boot has its stages in order, with times, and the report of the guest', async () => {
  const { boots, log, moments } = await follow(machine(`${started}\n${converged}`));
  const [boot] = boots;
  expect(boot?.failure).toBeUndefined();
  expect(boot?.ending).toBe('poweroff');
  expect(boot?.stages.map(({ name }) => name)).toEqual([
    ...['firmware', 'kernel', 'initramfs', 'overlay', 'packages', 'runlevel', 'converge', 'verify', 'power-off'],
  ]);
  const times = boot!.stages.map(({ at }) => at);
  expect(times).toEqual([...times].sort((one, other) => one - other));
  expect(boot?.report.buildId).toBe('b1');
  expect(boot?.report.records.get('packages')).toMatchObject({ state: 'done', reason: 'added vim' });
  expect(readFileSync(log, 'utf8')).toMatch(/^--- boot from medium ---\n\[ {4}0\.000000\] Linux version/);
  expect(moments.at(-1)).toMatchObject({ boot: 'medium', line: '[   75.000000] reboot: Power down' });
});

test('an installation is two boots: the first ends with its restart, the second starts from the disk', async () => {
  const script = `case $1 in
    medium) kind=live; ${started}
      say ' * Installing ...mkapkovl: Checking the machine and its disk: done' 'mkapkovl: installed; starting from vda'
      say '[   90.0] reboot: Restarting system' ;;
    disk) say '   OpenRC 0.62 is starting up Linux'; tell 'at 9.00 begun 1 installed b1'; ${converged} ;;
  esac`;
  const { boots } = await follow(machine(script, ['medium', 'disk']));
  expect(boots.map(({ name, failure }) => [name, failure])).toEqual([
    ['medium', undefined],
    ['disk', undefined],
  ]);
  expect(boots[0]?.stages.slice(-2).map(({ name }) => name)).toEqual(['install', 'reboot']);
  // A quiet kernel says nothing before OpenRC.
  expect(boots[1]?.stages.slice(0, 2).map(({ name }) => name)).toEqual(['firmware', 'runlevel']);
});

test('a restart too many is reported, and no third machine is started', async () => {
  const { boots } = await follow(machine("say '[ 9.0] reboot: Restarting system'", ['disk']));
  expect(boots[0]?.failure).toEqual({ kind: 'ended', expected: 'poweroff', by: 'reboot' });
});

test('an installation that switches off instead of restarting is reported', async () => {
  const { boots } = await follow(machine(`${started}\nsay '[ 9.0] reboot: Power down'`, ['medium', 'disk']));
  expect(boots.map(({ failure }) => failure)).toEqual([{ kind: 'ended', expected: 'reboot', by: 'poweroff' }]);
});

test('a machine that resets without a message is reported', async () => {
  const { boots } = await follow(machine(started));
  expect(boots[0]?.failure).toEqual({ kind: 'ended', expected: 'poweroff', by: 'reset' });
});

test('an installer that gives up says so itself, and its steps are known', async () => {
  const failed = `tell "$(printf 'record\\t1\\tfailed\\tinstall-check\\tno disk has the serial number S1')" 'at 50 end 1'`;
  const script = `kind=live; ${started}\n${failed}\nsay '[ 52.0] reboot: Power down'`;
  const { boots } = await follow(machine(script, ['medium', 'disk']));
  expect(boots[0]?.failure).toEqual({ kind: 'not-installed' });
  expect(boots[0]?.report.records.get('install-check')?.reason).toBe('no disk has the serial number S1');
});

test('a missing program is reported by its name', async () => {
  const prepared = machine('');
  const boots = prepared.boots.map((plan) => ({ ...plan, program: 'qemu-system-nowhere' }));
  const observed = await follow({ ...prepared, boots });
  expect(observed.boots[0]?.failure).toEqual({ kind: 'qemu', reason: 'the program qemu-system-nowhere was not found' });
});

test('if QEMU ends at once, its own error message is reported', async () => {
  const complaint = "qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot allocate memory";
  const { boots } = await follow(machine(`echo "${complaint}" >&2; exit 1`));
  expect(boots[0]?.failure).toEqual({ kind: 'qemu', reason: complaint });
});

test('QEMU that is ended by somebody else is no fault of the profile', async () => {
  const prepared = machine('kill -KILL $$');
  const { boots } = await follow(prepared);
  const reason = `${prepared.boots[0]!.program} was ended by SIGKILL`;
  expect(boots[0]?.failure).toEqual({ kind: 'qemu', reason });
});

test('QEMU that is terminated by a signal reports that, and ends with 0', async () => {
  const complaint = 'qemu-system-x86_64: terminating on signal 15 from pid 1234 (kill)';
  const { boots } = await follow(machine(`${started}\necho "${complaint}" >&2`));
  expect(boots[0]?.failure).toEqual({ kind: 'qemu', reason: 'terminating on signal 15 from pid 1234 (kill)' });
});

test('a machine that gives no sign of life hangs: its stage and its last lines are known', async () => {
  const { boots } = await follow(machine(`${started}\nexec sleep 600`), { stall: 0.5 });
  expect(boots[0]?.failure).toEqual({ kind: 'hung', seconds: 0.5 });
  expect(boots[0]?.stages.at(-1)?.name).toBe('runlevel');
  expect(boots[0]?.last.at(-1)).toContain('OpenRC 0.62 is starting up');
});

test('a report on the second port is a sign of life, but does not extend the time limit', async () => {
  const script = `${started}\nwhile :; do tell 'at 30.0 alive sshd'; sleep 0.2; done`;
  const { boots } = await follow(machine(script), { stall: 1, left: 2 });
  expect(boots[0]?.failure).toEqual({ kind: 'time', seconds: 30 });
  expect(boots[0]?.report.doing).toBe('sshd');
});

// Each of them would run for ten minutes if its console output were not recognised.
test.each([
  ['a panic', "say '[ 1.0] Kernel panic - not syncing: VFS: Unable to mount root fs'", { kind: 'panic' }],
  [
    'a medium that is not found',
    "say ' * Mounting boot media: failed. ' \"initramfs emergency recovery shell launched. Type 'exit' to continue boot\"",
    { kind: 'emergency', what: 'Mounting boot media' },
  ],
  [
    'a root without init',
    "say '/sbin/init not found in new root. Launching emergency recovery shell'",
    { kind: 'emergency', what: '/sbin/init not found in new root.' },
  ],
  [
    'an overlay that nobody has found',
    "say '[ 1.0] Alpine Init 3.12.0' ' * Installing packages to root filesystem: '",
    { kind: 'no-overlay' },
  ],
  [
    'a password that the installer asks for',
    `${started}\nsay 'mkapkovl: The password of root, please (nothing is shown):'`,
    { kind: 'asked', question: 'The password of root, please (nothing is shown):' },
  ],
])('%s ends the trial at once', async (_, script, failure) => {
  const { boots } = await follow(machine(`${script}\nexec sleep 600`), { stall: 600, left: 600 });
  expect(boots[0]?.failure).toMatchObject(failure);
});

test('a login prompt of a machine on which nothing of ours runs ends the trial soon', async () => {
  const script = `${started.replace(/^tell .*$/m, '')}\nprintf '\\r\\nlocalhost login: '\nexec sleep 600`;
  const { boots } = await follow(machine(script), { grace: 0.3, stall: 600, left: 600 });
  expect(boots[0]?.failure).toEqual({ kind: 'no-service', prompt: 'localhost login:' });
});

test('the passphrase is typed when the initramfs asks, and is in no log though the guest shows it', async () => {
  const script = `printf 'Enter passphrase for /dev/vda2: '; read -r typed; say "$typed"
    [ "$typed" = 'open sesame' ] && say '   OpenRC 0.62 is starting up Linux'; ${converged}`;
  const prepared = { ...machine(script, ['disk']), passphrase: 'open sesame' };
  const { boots, log } = await follow(prepared);
  expect(boots[0]?.failure).toBeUndefined();
  expect(boots[0]?.passphraseAsked).toBe(1);
  expect(readFileSync(log, 'utf8')).toContain('Enter passphrase for /dev/vda2: (hidden)');
});

test('a passphrase that is not taken ends the trial, instead of being typed again', async () => {
  const script = `printf 'Enter passphrase for /dev/vda2: '; read -r typed
    say '' 'No key available with this passphrase.'; exec sleep 600`;
  const { boots } = await follow({ ...machine(script, ['disk']), passphrase: 'wrong' }, { stall: 600, left: 600 });
  expect(boots[0]?.failure).toEqual({ kind: 'passphrase' });
});

test('without a passphrase, a machine that asks for one is reported at once', async () => {
  const script = "printf 'Enter passphrase for /dev/vda2: '; exec sleep 600";
  const { boots } = await follow(machine(script, ['disk']), { stall: 600, left: 600 });
  expect(boots[0]?.failure).toMatchObject({ kind: 'asked' });
});

test('an abort ends the machine at once', async () => {
  const { boots } = await follow(machine('echo $$ > pid; exec sleep 600'), {
    guard: (end) => {
      if (end) setTimeout(end, 100);
    },
  });
  expect(boots[0]?.failure).toMatchObject({ kind: 'qemu', reason: expect.stringContaining('SIGKILL') });
  expect(boots[0]!.seconds).toBeLessThan(10);
});
