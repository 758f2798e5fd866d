import type { Problem } from '../findings/finding.ts';
import { problemAt } from './codes.ts';
import type { Examined } from './examine.ts';
import { digestOf, wantedOf } from './wanted.ts';

/** Whether the lock was made for another profile, or an older form of it. A lock without hosts has digests of images only. */
export function staleLock(examined: Examined): Problem[] {
  const { lock } = examined.host ?? {};
  const wanted = lock && Object.keys(lock.hosts).length > 0 ? wantedOf(examined) : undefined;
  if (!lock || !wanted) return [];
  const { hostname } = wanted;
  const locked = Object.hasOwn(lock.hosts, hostname) ? lock.hosts[hostname] : undefined;
  return locked?.digest === digestOf(wanted) ? [] : [problemAt('lock-stale', { path: ['hostname'] }, { hostname })];
}
