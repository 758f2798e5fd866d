import { error } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'duplicate-uuid': error<{ uuid: string; owner: string }>(
    (v) => `${v.uuid} is already the UUID of ${v.owner}`,
    'Leave uuid out; it is derived from the names.',
  ),
  'os-variant-unknown': error<{ name: string; suggestion?: string | undefined }>(
    (v) => `osinfo-db has no ${v.name}`,
    (v) => (v.suggestion ? `Did you mean "${v.suggestion}"?` : 'osinfo-query os lists them; a near older one will do.'),
  ),
});
