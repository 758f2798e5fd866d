import { expect, test } from 'vitest';
import { planStick } from '#src/artifact/fat/plan.ts';

const file = (path: string, size = 1) => ({
  path,
  size,
  stream: async function* () {
    yield Buffer.alloc(0);
  },
});

test('a file of 4 GiB is refused, and one of a byte less is not', () => {
  expect(planStick([file('apks/big', 2 ** 32)])).toEqual({
    path: 'apks/big',
    reason: 'it has 4294967296 bytes, and a file at most 4294967295',
  });
  expect(planStick([file('apks/big', 2 ** 32 - 1)])).toHaveProperty('sectors');
});

test('more files than a file system has clusters for are refused', () => {
  const files = Array.from({ length: 300 }, (_, index) => file(`file${index}`, 2 ** 32 - 1));
  expect(planStick(files)).toMatchObject({ reason: expect.stringContaining('more than the 268435444 clusters') });
});

test.each(['a:b', 'a?', 'a"', 'a|b', 'é', 'a ', 'a.', 'x'.repeat(256), '[a]', 'a\\b'])(
  'the name %s is refused, as a file and as a folder',
  (name) => {
    for (const path of [name, `${name}/file`]) expect(planStick([file(path)])).toHaveProperty('reason');
  },
);

test('names that differ only in case are refused, also a file and a folder', () => {
  expect(planStick([file('boot/a'), file('BOOT')])).toMatchObject({ reason: expect.stringContaining('case') });
  expect(planStick([file('A'), file('a')])).toMatchObject({ path: 'a', reason: expect.stringContaining('A has') });
});

test('files are sorted, with each folder before what is in it, in whole mebibytes with room to spare', () => {
  const plan = planStick([file('b/c/d'), file('b/a'), file('.alpine-release')]);
  expect(plan).toMatchObject({
    folders: ['b', 'b/c'],
    files: [{ path: '.alpine-release' }, { path: 'b/a' }, { path: 'b/c/d' }],
  });
  if ('reason' in plan) throw new Error(plan.reason);
  expect(plan.sectors % 2048).toBe(0);
  expect(plan.sectors * 512).toBeGreaterThan(512 * 2 ** 20);
});
