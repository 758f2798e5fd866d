import { environment, error } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'import-too-large': environment<{ file: string; limit: number }>(
    (v) => `${v.file} is larger than ${v.limit} bytes`,
    'Use a guest definition, which is much smaller: virsh dumpxml GUEST prints it.',
  ),
  'import-not-text': error<{ file: string }>(
    (v) => `${v.file} is not UTF-8 text`,
    'Use the XML that virsh dumpxml GUEST prints, or a virt-install command line.',
  ),
  'import-empty': error<{ file: string }>(
    (v) => `${v.file} is empty`,
    'Use the XML that virsh dumpxml GUEST prints, or a virt-install command line.',
  ),
  'import-not-a-guest': error<{ element: string; what: string }>(
    (v) => `the file begins with <${v.element}>: ${v.what}`,
    'Use the XML of a guest: virsh dumpxml GUEST prints it.',
  ),
  'import-guest-not-supported': error<{ what: string }>(
    (v) => `it defines ${v.what}, but mkapkovl supports only KVM and QEMU guests for x86_64`,
    'Define this guest manually on the target.',
  ),
  'import-incomplete': error<{ element: string }>(
    (v) => `the definition has no <${v.element}>`,
    'Export it again: virsh dumpxml GUEST prints a complete one.',
  ),
  'import-value-unusable': error<{ element: string; value: string }>(
    (v) => `<${v.element}> has the value "${v.value}", which no guest can have`,
    'Correct it, or export the definition again: virsh dumpxml GUEST prints what libvirt has.',
  ),
});
