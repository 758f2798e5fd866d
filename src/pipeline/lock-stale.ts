import type { Problem } from '../findings/finding.ts';
import { lockNextTo } from '../lockfile/read.ts';
import { problemAt } from './codes.ts';
import type { Examined, ExamineOptions } from './examine.ts';
import { digestOf, wantedOf } from './wanted.ts';

/** Whether the lock was made for another profile, or an older form of it; or does not say for which it was made. */
export function staleLock(
  examined: Examined,
  { cwd, lock: named = lockNextTo(examined.profile, cwd) }: Pick<ExamineOptions, 'cwd' | 'lock'>,
): Problem[] {
  const { lock } = examined.host ?? {};
  if (!lock || typeof named !== 'string') return [];
  if (Object.keys(lock.hosts).length === 0)
    return [problemAt('lock-without-hosts', { place: { file: named } }, { file: named })];
  const wanted = wantedOf(examined);
  if (!wanted) return [];
  const { hostname } = wanted;
  const locked = Object.hasOwn(lock.hosts, hostname) ? lock.hosts[hostname] : undefined;
  return locked?.digest === digestOf(wanted) ? [] : [problemAt('lock-stale', { path: ['hostname'] }, { hostname })];
}
