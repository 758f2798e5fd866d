import { type Release, releases } from './releases.ts';

/**
 * Packages that mkapkovl adds and that an Alpine release does not have yet. All the others are in the APKINDEX of main and
 * community of 3.19 (v3.19.1-643), which was compared on 2026-11-29; later releases have not lost one that is known.
 */
const newerThan: Record<string, Release> = { passt: '3.19' };

/** Whether a release is too old for a package. */
export function lacks(release: Release, name: string): boolean {
  const last = Object.hasOwn(newerThan, name) ? newerThan[name] : undefined;
  return last !== undefined && releases.indexOf(release) <= releases.indexOf(last);
}
