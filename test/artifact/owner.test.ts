import { mkdirSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { hasEnded, ownerName } from '../../src/artifact/commit/owner.ts';
import { folderWith } from '../support/run.ts';

const parts = () => ownerName().split('-');
/** The owner's name with some of host, boot, namespace, process id and start time replaced. */
const other = (change: Record<number, string>) =>
  parts()
    .map((part, index) => change[index] ?? part)
    .join('-');
const [host, boot, namespace, pid, started] = [0, 1, 2, 3, 4];
const another = '0123abcd';

test.skipIf(process.platform !== 'linux').each<[string, Record<number, string>, boolean]>([
  ['this process runs', {}, false],
  ['a process that is not there has ended', { [pid!]: '4194305' }, true],
  ['a process that got the id of a dead one is not that one', { [started!]: '1' }, true],
  ['a process before the last start of this machine has ended', { [boot!]: another }, true],
  ['a process of another container may run', { [namespace!]: another, [pid!]: '4194305' }, false],
  ['a process of another machine may run', { [host!]: another, [boot!]: another }, false],
])('%s', (_, change, ended) => {
  expect(hasEnded(other(change), folderWith())).toBe(ended);
});

test('what another machine has not touched for an hour was left by a dead process', () => {
  const folder = path.join(folderWith(), 'x');
  mkdirSync(folder);
  const then = new Date(Date.now() - 61 * 60 * 1000);
  utimesSync(folder, then, then);
  expect(hasEnded(other({ [host!]: another, [boot!]: another }), folder)).toBe(true);
});

test.each(['', 'x', '1-2', '../..', 'of-another'])('%j names no process, so nothing is concluded from it', (name) => {
  expect(hasEnded(name, folderWith())).toBe(false);
});
