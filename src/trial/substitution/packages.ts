import { pointer } from '../../findings/finding.ts';
import type { Collection } from '../../pipeline/collect.ts';
import { packageOf } from '../../pipeline/render.ts';
import type { Substitution, Untested } from '../trial.ts';

/** Leaves out packages that are not available; what needs them cannot be verified. */
export function withoutPackages(collection: Collection, available: ReadonlySet<string>) {
  const lacking = collection.packages.filter(({ value }) => !value.startsWith('!') && !available.has(packageOf(value)));
  const why = 'it is not on the medium, and the trial runs offline';
  const substitutions: Substitution[] = lacking.map(({ value, paths }) => ({
    where: pointer(paths[0] ?? ['packages']),
    from: value,
    to: 'nothing',
    why,
    features: ['collected'],
  }));
  const untested: Untested[] = lacking.map(({ value }) => ({
    what: `the package ${value}, and everything that needs it`,
    why,
    subject: packageOf(value),
  }));
  const packages = collection.packages.filter((each) => !lacking.includes(each));
  return { collection: { ...collection, packages }, substitutions, untested };
}
