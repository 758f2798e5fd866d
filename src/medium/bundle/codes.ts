import { environment, error } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'bundle-not-locked': environment<{ hostname: string; what: string }>(
    (v) => `a bundle has what the lock file names, and for ${v.hostname} there is ${v.what}`,
    'Run mkapkovl lock --packages with these profiles where there is an apk: in the container image of mkapkovl, or on Alpine.',
  ),
  'bundle-two-versions': error<{ name: string; one: string; other: string; hostname: string }>(
    (v) =>
      `the lock has ${v.name} ${v.other} for ${v.hostname} and ${v.one} for another host: from one bundle both would get the newer one`,
    'Run mkapkovl lock --update packages with the profiles of both, give both the same alpine.mirror, or make a medium for each.',
  ),
  'bundle-cannot-hold': environment<{ path: string; reason: string }>(
    (v) => `the medium cannot hold ${v.path}: ${v.reason}`,
    'Correct the lock file: run mkapkovl lock --update with these profiles.',
  ),
  'bundle-package-missing': environment<{ name: string; version: string }>(
    (v) => `the bundle needs ${v.name} ${v.version}, which the lock has and which could not be had`,
    'A mirror deletes a version once it has a newer one: run mkapkovl lock --update packages, or name a copy of the mirror of that time with --mirror. What was downloaded is kept.',
  ),
  'bundle-package-differs': environment<{ source: string; name: string; version: string; reason: string }>(
    (v) => `${v.source} is not the package ${v.name} ${v.version} of the lock: ${v.reason}`,
    'Use another mirror (--mirror, alpine.mirror). If the operator of the repository built it again: mkapkovl lock --update packages. Nothing was written.',
  ),
});
