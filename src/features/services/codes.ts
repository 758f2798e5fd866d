import { warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'service-unknown': warning<{ name: string; suggestion?: string | undefined }>(
    (v) =>
      `no package of this profile is known to provide the service ${v.name}, and OpenRC silently ignores a missing service`,
    (v) =>
      v.suggestion
        ? `Did you mean "${v.suggestion}"?`
        : 'Check the name, and add the package that provides it to packages.',
  ),
});
