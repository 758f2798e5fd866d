import { error } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'import-not-xml': error<{ reason: string }>(
    (v) => `this is not the XML of a definition: ${v.reason}`,
    'Take it anew: virsh dumpxml GUEST > guest.xml.',
  ),
});
