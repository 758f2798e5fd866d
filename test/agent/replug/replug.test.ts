import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { type FakeRoot, locks } from '../support.ts';
import { follow, machine, stick } from './machine.ts';

const file = '/etc/mkapkovl/libvirt/replug/home/10c4-ea60.xml';
const detached = `virsh -q detach-device home ${file} --live`;
const attached = `virsh -q attach-device home ${file} --live`;
const off = { 'fake/guests/home/state': 'shut off\n', 'fake/guests/home/entries': '' };

const has = (root: FakeRoot, guest = 'home') => root.read(`fake/guests/${guest}/entries`).trim();
const logged = (root: FakeRoot) => root.read('fake/logged').split('\n').filter(Boolean);
const outcome = (root: FakeRoot, name = 'replug-home-10c4-ea60') => {
  const { state, reason } = JSON.parse(root.read(`var/lib/mkapkovl/steps/${name}.json`));
  return `${state} ${reason}`.trim();
};
const changesOf = (answers: { changes: string[] }[]) => answers.map(({ changes }) => changes);

describeWith(['applets'], 'a running guest gets its USB device again', () => {
  const again = '-t mkapkovl -p daemon.notice the guest home has the USB device 10c4:ea60 again';

  test('when it was unplugged and plugged in again, in place of the one that is gone', () => {
    const root = machine();
    const answers = follow(root, 'unplug 1-1', `plug 1-1 ${stick} 1.6`);
    expect(changesOf(answers)).toEqual([[], [], [detached, attached]]);
    expect(has(root)).toBe(`${stick} 1.6`);
    expect(logged(root)).toEqual([again]);
    expect(outcome(root)).toBe('done');
  });

  test('at another port', () => {
    const root = machine();
    follow(root, 'unplug 1-1', `plug 1-4.2 ${stick} 1.9`);
    expect(has(root)).toBe(`${stick} 1.9`);
  });

  test('when the kernel enumerated it again between two looks', () => {
    const root = machine();
    follow(root, `unplug 1-1; plug 1-1 ${stick} 1.6`);
    expect(has(root)).toBe(`${stick} 1.6`);
  });

  test('when it is another one with the same number on the bus', () => {
    const answers = follow(machine(), `unplug 1-1; plug 1-1 ${stick} 1.5`);
    expect(changesOf(answers)).toEqual([[], [detached, attached]]);
  });

  test('each time', () => {
    const root = machine();
    const answers = follow(root, `unplug 1-1; plug 1-1 ${stick} 1.6`, `unplug 1-1; plug 1-1 ${stick} 1.7`);
    expect(changesOf(answers)).toEqual([[], [detached, attached], [detached, attached]]);
    expect(has(root)).toBe(`${stick} 1.7`);
  });

  test.each([
    ['with an entry for what was missing', `${stick} -\n`, [detached, attached]],
    ['without an entry', '', [attached]],
  ])('when the guest started before it was there, %s', (_, entries, changes) => {
    const root = machine({ 'fake/guests/home/entries': entries });
    const answers = follow(root);
    expect(changesOf(answers)).toEqual([changes]);
    expect(has(root)).toBe(`${stick} 1.5`);
  });

  test('after the service was started again', () => {
    const root = machine();
    follow(root);
    follow(root, `unplug 1-1; plug 1-1 ${stick} 1.5`);
    expect(logged(root)).toEqual([again]);
  });

  test('each guest its own', () => {
    const root = machine({ 'etc/mkapkovl/libvirt/replug.table': 'home\t10c4\tea60\nmusic\t0d8c\t0014\n' });
    const answers = follow(root, 'plug 1-2 0d8c:0014 1.6', `unplug 1-1; plug 1-1 ${stick} 1.7`);
    const music = `virsh -q attach-device music ${file.replace('home/10c4-ea60', 'music/0d8c-0014')} --live`;
    expect(changesOf(answers)).toEqual([[], [music], [detached, attached]]);
    expect([has(root), has(root, 'music')]).toEqual([`${stick} 1.7`, '0d8c:0014 1.6']);
  });

  test('when the table begins to have it', () => {
    const row = 'home\t10c4\tea60\n';
    const root = machine({ 'etc/mkapkovl/libvirt/replug.table': '', 'fake/guests/home/entries': '' });
    root.write('fake/table', row);
    const answers = follow(
      root,
      'cp "$fake/table" "$fake/new" && mv "$fake/new" "$MKAPKOVL_ROOT/etc/mkapkovl/libvirt/replug.table"',
    );
    expect(changesOf(answers)).toEqual([[], [attached]]);
  });
});

describeWith(['applets'], 'nothing is given or taken', () => {
  test('while the guest has its device', () => {
    const root = machine();
    const answers = follow(root, ['', 6]);
    expect(changesOf(answers)).toEqual([[], []]);
    expect(answers[1]!.calls).toEqual([]);
    expect(logged(root)).toEqual([]);
  });

  test('when it is unplugged', () => {
    expect(follow(machine(), 'unplug 1-1').at(-1)!.calls).toEqual([]);
  });

  test('when another device is plugged in, or one without an id', () => {
    expect(
      follow(machine(), 'plug 1-2 1234:5678 1.6', 'mkdir "$usb/1-3"')
        .map(({ calls }) => calls)
        .slice(1),
    ).toEqual([[], []]);
  });

  test('when a second one is plugged in while the guest has the first', () => {
    const root = machine();
    expect(changesOf(follow(root, `plug 1-2 ${stick} 1.6`))).toEqual([[], []]);
    expect(logged(root)).toEqual([]);
  });

  test('while the guest is off: libvirt looks for the device when it starts', () => {
    const root = machine(off);
    const answers = follow(
      root,
      `unplug 1-1; plug 1-1 ${stick} 1.6`,
      [`starts home '${stick} 1.6'`, 12],
      'plug 1-2 1234:5678 1.7',
    );
    expect(changesOf(answers)).toEqual([[], [], [], []]);
    expect(logged(root)).toEqual([]);
  });

  test('to a guest that libvirt gave it at a later start, though it had come back meanwhile', () => {
    const root = machine();
    const answers = follow(root, 'ends home', `unplug 1-1; plug 1-1 ${stick} 1.6`, [`starts home '${stick} 1.6'`, 12]);
    expect(changesOf(answers)).toEqual([[], [], [], []]);
  });

  test('while libvirt does not answer', () => {
    const root = machine({ 'fake/silent': '' });
    expect(changesOf(follow(root, `unplug 1-1; plug 1-1 ${stick} 1.6`))).toEqual([[], []]);
    expect(logged(root)).toEqual([]);
  });
});

describeWith(['applets'], 'no user', () => {
  test('can hold up the service: only root can open its lock', () => {
    const root = machine();
    follow(root);
    expect(locks(root)).toEqual({ 'run/mkapkovl/replug.lock': '600' });
  });
});

describeWith(['applets'], 'what did not succeed is tried again', () => {
  const refusal = 'virsh attach-device: error: the guest is busy';
  const warning = `-t mkapkovl -p daemon.warning the guest home does not get the USB device ${stick}: `;

  test('when libvirt refuses: that is recorded, and reported once', () => {
    const root = machine({ 'fake/refused': 'the guest is busy\n', 'fake/guests/home/entries': '' });
    expect(changesOf(follow(root, ['', 12]))[1]!.length).toBeGreaterThan(1);
    expect(outcome(root)).toBe(`failed ${refusal}`);
    expect(logged(root)).toEqual([`${warning}${refusal}`]);
  });

  test('until it succeeds', () => {
    const root = machine({ 'fake/refused': 'the guest is busy\n', 'fake/guests/home/entries': '' });
    follow(root, ['rm "$fake/refused"', 9]);
    expect(has(root)).toBe(`${stick} 1.5`);
    expect(outcome(root)).toBe('done');
    expect(logged(root)).toHaveLength(2);
  });

  test('at once when a device comes or goes', () => {
    const root = machine({ 'fake/refused': 'the guest is busy\n', 'fake/guests/home/entries': '' });
    const answers = follow(root, ['', 40], 'plug 1-2 1234:5678 1.6');
    expect(changesOf(answers).at(-1)).toEqual([attached, attached]);
  });

  test('and what cannot be taken is not given a second time', () => {
    const root = machine();
    const answers = follow(root, `echo busy > "$fake/refused"; unplug 1-1; plug 1-1 ${stick} 1.6`, [
      'rm "$fake/refused"',
      9,
    ]);
    expect(answers[1]!.changes).toEqual(answers[1]!.changes.map(() => detached));
    expect(answers[2]!.changes).toEqual([detached, attached]);
    expect(has(root)).toBe(`${stick} 1.6`);
  });

  test('when libvirt answers again', () => {
    const root = machine({ 'fake/silent': '', 'fake/guests/home/entries': '' });
    follow(root, ['rm "$fake/silent"', 9]);
    expect(has(root)).toBe(`${stick} 1.5`);
  });

  test('when the guest had just looked for the device, and started without it', () => {
    const root = machine(off);
    follow(root, ["starts home ''", 12]);
    expect(has(root)).toBe(`${stick} 1.5`);
  });

  test('not while several devices have the id: that is reported, with their ports', () => {
    const root = machine();
    const answers = follow(root, `unplug 1-1; plug 1-1 ${stick} 1.6; plug 1-2 ${stick} 1.7`, ['', 6], 'unplug 1-1');
    expect(changesOf(answers)).toEqual([[], [], [], [detached, attached]]);
    expect(logged(root)[0]).toBe(
      `${warning}it is plugged in several times (1-1 1-2), and libvirt cannot tell them apart; unplug the others`,
    );
    expect(has(root)).toBe(`${stick} 1.7`);
  });

  test.each([
    ['the device is unplugged', 'unplug 1-1'],
    ['the guest ends', 'ends home'],
  ])('not after %s: then no failure is left', (_, event) => {
    const root = machine({ 'fake/refused': 'the guest is busy\n', 'fake/guests/home/entries': '' });
    follow(root, [event, 12]);
    expect(outcome(root)).toBe('skipped');
  });
});
