import { environment, error, warning } from '../code.ts';

export interface Left {
  where: string;
  value: string;
  why: string;
  remedy?: string | undefined;
}

const shown = ({ where, value }: Left) => (value === '' ? where : `${where} (${value})`);

/** What `import` says of definitions and commands. */
export const importCodes = {
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
  'import-not-xml': error<{ reason: string }>(
    (v) => `this is not the XML of a definition: ${v.reason}`,
    'Take it anew: virsh dumpxml GUEST > guest.xml.',
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
  'import-lost': warning<Left>(
    (v) => `not carried over: ${shown(v)}: ${v.why}`,
    (v) => v.remedy ?? 'If the guest needs it, edit it on the target with virsh edit.',
  ),
  'import-kept': warning<Left>(
    (v) => `carried over as it is: ${shown(v)}: ${v.why}`,
    (v) => v.remedy ?? 'Nothing checks it, so look whether it suits the new host.',
  ),
  'import-changed': warning<Left>(
    (v) => `carried over differently: ${shown(v)}: ${v.why}`,
    (v) => v.remedy ?? 'Look whether that suits the guest.',
  ),
};
