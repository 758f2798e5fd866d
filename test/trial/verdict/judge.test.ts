import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitStatus } from '#src/findings/finding.ts';
import type { Failure } from '#src/trial/run/observed.ts';
import { Report } from '#src/trial/run/report.ts';
import { overlayFiles } from '../../support/overlays.ts';
import { folderWith } from '../../support/run.ts';
import { boot, found, fromDisk, installing, judged, live, report, stateOf } from './observed.ts';

test('when every promise held, the mechanism is proven, and nothing is found', () => {
  const judgement = judged([boot()]);
  expect(judgement).toMatchObject({ verdict: 'mechanism proven', problems: [] });
  expect(new Set(judgement.promises.map(({ state }) => state))).toEqual(new Set(['held']));
});

test('what the profile does not have is no promise that held', () => {
  const told = judged([boot()]).promises.map(({ what }) => what);
  expect(told.filter((what) => /guest|pool|network|volume|mounted|initramfs/i.test(what))).toEqual([]);
  expect(told).toContain('The devices are bound to vfio-pci');
});

test.each([
  ['package-missing', 'The package vim is not installed, or not in /etc/apk/world.', /^The packages are installed/],
  ['device-not-ready', 'Passthrough: 0000:00:1a.0 is held by uhci_hcd.', /^The devices are bound/],
  ['step-failed', 'The step users failed: there is no group kvm', /^The agent completes every step/],
  ['guest-off', 'The guest one is not running, although its autostart is on.', /^The guests/],
  ['of-tomorrow', 'Something that this version has no words for.', /^All other checks of verify/],
])('%s of verify is a promise that did not hold', (code, message, words) => {
  const judgement = judged([boot({ report: report(found(code, message)) })]);
  expect(judgement.verdict).toBe('not proven');
  expect(stateOf(judgement, words)).toEqual(['failed', `${message} [${code}]`]);
  expect(judgement.problems.map((problem) => problem.code)).toEqual(['trial-promise-failed']);
  expect(exitStatus(judgement.problems)).toBe(1);
});

test('every code that verify has belongs to a promise', () => {
  const verify = [...overlayFiles()].filter(([name]) => name.includes('agent/verify'));
  const codes = verify.flatMap(([, text]) => [...text.matchAll(/finding (?:error|warning) ([a-z]+(?:-[a-z]+)*)/g)]);
  expect(codes.length).toBeGreaterThan(30);
  // A trial verifies as root.
  for (const [, code] of codes.filter(([, each]) => each !== 'verify-not-root')) {
    const judgement = judged([boot({ report: report(found(code!, 'Said.')) })]);
    expect({ code, else: stateOf(judgement, /^All other checks/) }).toEqual({ code, else: [] });
  }
});

test('a verify that fails itself is no verify that has found nothing', () => {
  const judgement = judged([boot({ report: report({ '| []': '| sh: syntax error' }) })]);
  expect(judgement.verdict).toBe('not proven');
  expect(stateOf(judgement, /^All other checks/)).toEqual([
    'failed',
    'verify itself failed: sh: syntax error [verify-failed]',
  ]);
});

test('a verify that has found nothing, and yet failed, has not looked at everything', () => {
  const judgement = judged([boot({ report: report({ 'end verify 0': 'end verify 70' }) })]);
  expect(judgement.verdict).toBe('not proven');
  expect(stateOf(judgement, /^All other checks/)).toEqual([
    'failed',
    'verify itself failed: it exited with status 70 [verify-failed]',
  ]);
});

// A machine that ends as it should is no proof by itself: each of these is missing from the guest's report.
test.each([
  ['that it has begun', { 'at 20.0 begun 1 diskless b1\n': '' }],
  ['that the runlevel was reached', { 'at 40.0 runlevel\n': '' }],
  ['that it has converged', { 'at 60.0 converged\n': '' }],
  ['what verify says', { 'begin verify': 'begin veri' }],
  ['the end of what verify says', { 'end verify 0\n': '' }],
  ['how many promises there are', { 'begin tables': 'begin table' }],
  ['which devices there are', { 'begin devices': 'begin device' }],
  ['which drivers spoke', { 'end drivers 0\n': '' }],
  ['that all is told', { 'at 71.0 end 0\n': '' }],
])('without having been told %s, nothing is proven', (_, changes) => {
  const judgement = judged([boot({ report: report(changes as unknown as Record<string, string>) })]);
  expect(judgement.verdict).toBe('undecided');
  expect(judgement.problems.map(({ code }) => code)).toEqual(['trial-no-report']);
  expect(exitStatus(judgement.problems)).toBe(3);
});

test('a machine that switches itself off before it reports anything proves nothing', () => {
  const judgement = judged([boot({ report: new Report() })]);
  expect(judgement.verdict).toBe('undecided');
  expect(judgement.problems.map(({ code }) => code)).toEqual(['trial-no-report']);
});

describe('what cannot be shown in a virtual machine', () => {
  const untested = [
    { what: 'The guest one starts', why: 'QEMU is not on the medium', subject: 'guest one', cannotHold: true },
  ];

  test('is reported as such, and is not a failure', () => {
    const judgement = judged([boot({ report: report(found('guest-off', 'The guest one is not running.')) })], {
      untested,
    });
    expect(judgement.verdict).toBe('mechanism proven');
    expect(stateOf(judgement, /^The guests/)).toEqual(['not shown', 'The guest one starts: QEMU is not on the medium']);
  });

  test('excuses nothing else', () => {
    const judgement = judged([boot({ report: report(found('guest-off', 'The guest two is not running.')) })], {
      untested,
    });
    expect(judgement.verdict).toBe('not proven');
  });

  test('excuses nothing where only a part of it is not shown', () => {
    const partly = [{ what: 'The device itself', why: 'another stands for it', subject: '0000:00:1a.0' }];
    const unbound = report(found('device-not-ready', 'Passthrough: 0000:00:1a.0 has no driver.'));
    expect(judged([boot({ report: unbound })], { untested: partly }).verdict).toBe('not proven');
  });

  test('excuses no longer name either', () => {
    const short = [{ what: 'The package vim', why: 'it is not on the medium', subject: 'vim', cannotHold: true }];
    const missing = (name: string) => report(found('package-missing', `The package ${name} is not installed.`));
    expect(judged([boot({ report: missing('vim') })], { untested: short }).verdict).toBe('mechanism proven');
    expect(judged([boot({ report: missing('vim-doc') })], { untested: short }).verdict).toBe('not proven');
    expect(judged([boot({ report: missing('gvim') })], { untested: short }).verdict).toBe('not proven');
  });

  test('is reported once, even if nothing was found about it', () => {
    expect(stateOf(judged([boot()], { untested }), /^The guest one starts/)).toEqual([
      'not shown',
      'QEMU is not on the medium',
    ]);
  });
});

test('a device that another driver had first was not bound before it, whatever it has in the end', () => {
  const driven = { '0.4\tpci\t0000:00:1a.0': '5.1\tuhci_hcd\t0000:00:1a.0' };
  const judgement = judged([boot({ report: report(driven) })]);
  expect(stateOf(judgement, /^No other driver/)).toEqual(['failed', '0000:00:1a.0: uhci_hcd had it at 5.1 s']);
});

test('an overlay of another build is not the one that was tried', () => {
  const judgement = judged([boot({ report: report({ 'diskless b1': 'diskless b0' }) })]);
  expect(stateOf(judgement, /applies the overlay/)).toEqual(['failed', 'the machine has the build b0']);
});

test('a converge stage that never began is reported', () => {
  const judgement = judged([boot({ report: report({ converging: 'absent', 'at 60.0 converged\n': '' }) })]);
  expect(stateOf(judgement, /without help$/)).toEqual(['failed', 'its converge stage never started']);
});

test('complaints of apk and faults of the kernel are promises that did not hold', () => {
  const notices = [
    { kind: 'apk', text: 'apk: unable to select packages:' } as const,
    { kind: 'fault', text: 'kernel BUG at drivers/pci/msi.c:375!' } as const,
    { kind: 'service', text: 'the service mkapkovl-bind failed to start' } as const,
  ];
  const judgement = judged([boot({ notices })]);
  expect(judgement.promises.filter(({ state }) => state === 'failed').map(({ why }) => why)).toEqual([
    ['apk: unable to select packages:'],
    ['kernel BUG at drivers/pci/msi.c:375!'],
  ]);
});

describe('the disks', () => {
  const drive = (bytes: string, target = false) => {
    const file = path.join(folderWith(), 'disk.img');
    writeFileSync(file, bytes);
    return { file, serial: target ? 'TARGET' : 'OTHER', target };
  };

  test('without an installation nothing may be written to any of them', () => {
    const drives = [drive('written', true), drive('\0\0\0')];
    expect(stateOf(judged([boot()], { drives }), /disk/)).toEqual(['failed', 'TARGET was written to']);
  });

  test('an installation may write to its target alone', () => {
    const boots = [live(), fromDisk()];
    const good = judged(boots, { ...installing, drives: [drive('written', true), drive('\0'.repeat(3_000_000))] });
    expect(stateOf(good, /written to/)).toEqual(['held']);
    const bad = judged(boots, { ...installing, drives: [drive('', true), drive(`${'\0'.repeat(3_000_000)}x`)] });
    expect(stateOf(bad, /written to/)).toEqual(['failed', 'OTHER was written to']);
  });

  test('looking changes nothing', () => {
    const blank = drive('\0\0\0');
    judged([boot()], { drives: [blank] });
    expect(readFileSync(blank.file, 'utf8')).toBe('\0\0\0');
  });
});

describe('an installation', () => {
  test('that went well restarted exactly once, and its own initramfs is looked at', () => {
    const judgement = judged([live(), fromDisk()], installing);
    expect(judgement.verdict).toBe('mechanism proven');
    expect(stateOf(judgement, /exactly once|installer|initramfs contains/)).toEqual(['held', 'held', 'held']);
  });

  test('that starts from the medium again, or runs from memory, is reported', () => {
    const judgement = judged([live(), fromDisk({ report: report() })], installing);
    expect(judgement.verdict).toBe('not proven');
    expect(stateOf(judgement, /its own disk/)).toEqual(['failed', 'the system is diskless']);
  });

  test('that restarts again is reported', () => {
    const failure: Failure = { kind: 'ended', expected: 'poweroff', by: 'reboot' };
    const judgement = judged([live(), fromDisk({ ending: 'reboot', failure })], installing);
    expect(stateOf(judgement, /exactly once/)).toEqual(['failed', 'it restarted again']);
    expect(judgement.problems.map(({ code, message }) => [code, message])).toEqual([
      ['trial-unexpected-end', 'the machine restarted, but was expected to switch itself off'],
    ]);
  });

  test('that fails is reported with the step and its reason, once', () => {
    const stopped = live({
      ending: 'poweroff',
      failure: { kind: 'not-installed' },
      stages: [{ name: 'install', at: 1 }],
    });
    stopped.report.feed('record\t2\tfailed\tinstall-disk\tthe disk is gone\n');
    const judgement = judged([stopped], installing);
    expect(judgement.problems.map(({ code, message }) => [code, message])).toEqual([
      ['trial-not-installed', 'the installer failed at install-disk: the disk is gone'],
    ]);
    expect(stateOf(judgement, /installer/)).toEqual(['failed', 'install-disk: the disk is gone']);
    expect(stateOf(judgement, /^The checks of mkapkovl-host verify/)).toEqual([
      'not shown',
      'the trial did not get that far',
    ]);
  });
});

const of = (failure: Failure) => judged([boot({ failure, report: report({ 'at 71.0 end 0\n': '' }) })]);

test.each<[string, Failure, number]>([
  ['trial-qemu-failed', { kind: 'qemu', reason: 'no room' }, 3],
  ['trial-timeout', { kind: 'time', seconds: 1800 }, 3],
  ['trial-hung', { kind: 'hung', seconds: 180 }, 3],
  ['trial-emulation-failed', { kind: 'panic', reason: "IO-APIC + timer doesn't work!" }, 3],
  ['trial-medium-not-found', { kind: 'emergency', what: 'Mounting boot media' }, 3],
  ['trial-panic', { kind: 'panic', reason: 'VFS: Unable to mount root fs' }, 1],
  ['trial-emergency-shell', { kind: 'emergency', what: 'Mounting root' }, 1],
  ['trial-overlay-not-applied', { kind: 'no-overlay' }, 1],
  ['trial-service-missing', { kind: 'no-service', prompt: 'localhost login:' }, 1],
  ['trial-console-prompt', { kind: 'asked', question: 'The password of root, please' }, 1],
  ['trial-passphrase-refused', { kind: 'passphrase' }, 1],
  ['trial-unexpected-end', { kind: 'ended', expected: 'poweroff', by: 'reset' }, 1],
])('%s: what ends a boot is a finding, and says by whose fault', (code, failure, status) => {
  const { problems, verdict } = of(failure);
  expect(problems[0]?.code).toBe(code);
  expect(exitStatus(problems)).toBe(status);
  expect(verdict).toBe(status === 1 ? 'not proven' : 'undecided');
});

test('where it hung is reported with what it waited for', () => {
  const waiting = boot({ failure: { kind: 'hung', seconds: 180 }, stages: [{ name: 'runlevel', at: 9 }] });
  waiting.report.feed('at 50.0 alive chronyd sshd\n');
  expect(judged([waiting]).problems[0]?.message).toBe(
    'the machine hung in the stage runlevel (starting chronyd sshd): it printed nothing for 180 s',
  );
});

test('a machine that does not switch itself off has not done all that it should', () => {
  const judgement = judged([boot({ ending: undefined, failure: { kind: 'hung', seconds: 180 } } as never)]);
  expect(stateOf(judgement, /powers off on request/)).toEqual(['failed', 'it did not']);
  expect(exitStatus(judgement.problems)).toBe(1);
});
