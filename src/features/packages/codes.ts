import { warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'package-of-another-distribution': warning<{ name: string; here: string }>(
    (v) => `${v.name} is the name that another distribution gives to this package: Alpine calls it ${v.here}`,
    (v) => `Write ${v.here}.`,
  ),
});
