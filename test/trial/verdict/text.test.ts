import { expect, test } from 'vitest';
import { plain } from '#src/findings/print.ts';
import { judge } from '#src/trial/verdict/judge.ts';
import { recordOf } from '#src/trial/verdict/record.ts';
import { printTrial } from '#src/trial/verdict/text.ts';
import { timelineOf } from '#src/trial/verdict/timeline.ts';
import { boot, found, fromDisk, installing, live, prepared, report } from './observed.ts';

test('the times of two boots are separate, and ready counts from the first power-on', () => {
  const timeline = timelineOf({ boots: [live({ seconds: 200.04 }), fromDisk()] });
  expect(timeline.ready).toBe(260);
  expect(timeline.boots.map(({ from, seconds }) => [from, seconds])).toEqual([
    ['medium', 200],
    ['disk', 80],
  ]);
  expect(timeline.boots[1]?.stages.at(-1)).toEqual({ stage: 'power-off', at: 70, seconds: 10 });
});

test('a machine that has not converged was never ready', () => {
  const early = boot({ report: report({ 'at 60.0 converged\n': '' }) });
  expect(timelineOf({ boots: [early] }).ready).toBeNull();
});

test('the login prompt is a time of its own', () => {
  expect(timelineOf({ boots: [boot({ login: 55.55 })] }).boots[0]?.login).toBe(55.6);
  expect(timelineOf({ boots: [boot()] }).boots[0]?.login).toBeNull();
});

test('people read when what happened, what stood for what, what held, and that no hardware is proven', () => {
  const changed = prepared({
    substitutions: [
      {
        where: '/passthrough/devices/0',
        from: '0000:00:1a.0',
        to: '0000:00:05.0',
        why: 'QEMU has it there',
        features: [],
      },
    ],
    filesThatDiffer: ['etc/mkapkovl/devices'],
    untested: [{ what: 'Interrupts are remapped', why: 'the IOMMU is emulated' }],
  });
  const observed = { boots: [boot()] };
  const text = printTrial(changed, judge(changed, observed), timelineOf(observed), plain);
  expect(text).toContain('   10.0 s  kernel        10.0 s\n');
  expect(text).toContain('/passthrough/devices/0: 0000:00:1a.0 → 0000:00:05.0\n    QEMU has it there\n');
  expect(text).toContain('  /etc/mkapkovl/devices\n');
  expect(text).toContain('Not checked\n  Interrupts are remapped\n    the IOMMU is emulated\n');
  expect(text).toContain('kvm1: mechanism proven: every promise that could be checked held\n');
  expect(text).toContain('in QEMU with TCG. None of this applies to real hardware.\n');
  expect(text).toContain('Ready 60 s after power-on.\n');
  expect(text).not.toContain('NOT');
});

test('what did not hold comes last, in plain sight', () => {
  const observed = { boots: [boot({ report: report(found('service-stopped', 'The service sshd is not running.')) })] };
  const text = printTrial(prepared(), judge(prepared(), observed), timelineOf(observed), plain);
  expect(text).toMatch(
    /NOT held\n {2}Every service .*\n {4}The service sshd is not running\. \[service-stopped\]\n\nkvm1: NOT proven/,
  );
});

test('the record holds the times, what they were measured on, and the verdict', () => {
  const observed = { boots: [live(), fromDisk()] };
  const all = prepared(installing);
  expect(recordOf(all, judge(all, observed), timelineOf(observed), '1.2.3')).toMatchObject({
    schema: 1,
    tool_version: '1.2.3',
    hostname: 'kvm1',
    build_id: 'b1',
    verdict: 'mechanism proven',
    accelerator: 'tcg',
    medium: { release: '3.23', kernel: 'lts' },
    ready: 140,
    boots: [
      { from: 'medium' },
      { from: 'disk', stages: expect.arrayContaining([{ stage: 'converge', at: 50, seconds: 10 }]) },
    ],
  });
});
