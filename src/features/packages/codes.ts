import { warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'package-of-another-distribution': warning<{ name: string; here: string }>(
    (v) => `Alpine has no package ${v.name}, which is the name that another distribution gives it`,
    (v) => `Write ${v.here}, as it is called in Alpine.`,
  ),
});
