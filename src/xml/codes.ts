import { error } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'import-not-xml': error<{ reason: string }>(
    (v) => `this is not a libvirt definition in XML: ${v.reason}`,
    'Export it again: virsh dumpxml GUEST > guest.xml (or net-dumpxml, pool-dumpxml).',
  ),
});
