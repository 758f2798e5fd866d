import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { applied, copyOf, type Machine, machine, overlay, passing, profile } from './machine.ts';

const text = `${profile}overlays: [./tree]\n`;
/** What gives a file its name, beside what changes a machine by itself. */
const counted = ['mv'];
const table = /^etc\/mkapkovl\/(files|build-id)$/;

/** The machine, without what only older runs made. */
const state = (on: Machine) => on.content();
const leftovers = (on: Machine) =>
  Object.keys(on.snapshot()).filter((name) => /mkapkovl-new|staged|\/bases|initramfs-lts\.mkapkovl|\.new$/.test(name));

describeWith(['applets'], 'mkapkovl-host apply, cut off by a power failure', () => {
  test('completes when it is run again, wherever that was', async () => {
    const first = machine({}, []);
    applied(first, await overlay(text, { 'tree/etc/mine.conf': 'one\n', 'tree/etc/old.conf': 'old\n' }));
    const file = await overlay(`${text}${passing}`, {
      'tree/etc/mine.conf': 'two\n',
      'tree/etc/new/deep.conf': 'new\n',
    });

    const whole = copyOf(first, counted);
    whole.write('fake/effects', '0');
    applied(whole, file);
    const steps = Number(whole.read('fake/effects'));
    expect(steps).toBeGreaterThan(20);
    expect(leftovers(whole)).toEqual([]);
    const wanted = state(whole);

    for (let step = 1; step <= steps; step += 1) {
      const on = copyOf(first, counted);
      on.write('fake/effects', '0');
      const cut = on.host(['apply', file], { KILL: `${step} after` });
      expect({ step, status: cut.status }).toEqual({ step, status: null });
      // No file is ever half of one thing and half of another.
      expect(['one\n', 'two\n']).toContain(on.read('etc/mine.conf'));
      on.write('fake/effects', '0');
      applied(on, file);
      expect({ step, ...state(on) }).toEqual({ step, ...wanted });
      expect({ step, left: leftovers(on) }).toEqual({ step, left: [] });
    }
  }, 1_200_000);

  test('then with the overlay before it, is what that says', async () => {
    const on = machine({}, counted);
    const older = await overlay(text, { 'tree/etc/mine.conf': 'one\n', 'tree/etc/old.conf': 'old\n' });
    applied(on, older);
    const wanted = state(on);
    on.write('fake/effects', '0');
    on.host(['apply', await overlay(text, { 'tree/etc/new/deep.conf': 'new\n' })], { KILL: '12 after' });
    expect(Object.keys(on.content())).toContain('etc/new/deep.conf');
    applied(on, older);
    expect(Object.entries(state(on)).filter(([name]) => !table.test(name))).toEqual(
      Object.entries(wanted).filter(([name]) => !table.test(name)),
    );
  });
});
