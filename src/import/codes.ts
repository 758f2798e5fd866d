import { environment, error } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'import-too-large': environment<{ file: string; limit: number }>(
    (v) => `${v.file} is larger than ${v.limit} bytes`,
    'A definition is much smaller: virsh dumpxml GUEST prints one.',
  ),
  'import-not-text': error<{ file: string }>(
    (v) => `${v.file} is not text in UTF-8`,
    'Give it the XML that virsh dumpxml GUEST prints, or a virt-install command line.',
  ),
  'import-empty': error<{ file: string }>(
    (v) => `there is nothing in ${v.file}`,
    'Give it the XML that virsh dumpxml GUEST prints, or a virt-install command line.',
  ),
  'import-other-document': error<{ element: string; what: string }>(
    (v) => `the file begins with <${v.element}>: ${v.what}`,
    'Give it the XML of a guest: virsh dumpxml GUEST prints it.',
  ),
  'import-other-guest': error<{ what: string }>(
    (v) => `it defines ${v.what}, and mkapkovl makes guests of KVM and QEMU for x86_64`,
    'Define that guest by hand on the target.',
  ),
  'import-incomplete': error<{ element: string }>(
    (v) => `the definition has no <${v.element}>`,
    'Take it anew: virsh dumpxml GUEST prints a whole one.',
  ),
});
