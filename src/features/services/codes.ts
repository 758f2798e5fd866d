import { warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'service-unknown': warning<{ name: string; suggestion?: string | undefined }>(
    (v) =>
      `no package of this profile is known to bring a service ${v.name}, and OpenRC ignores a missing one silently`,
    (v) =>
      v.suggestion ? `Did you mean "${v.suggestion}"?` : 'Check the name, and that its package is under packages.',
  ),
});
