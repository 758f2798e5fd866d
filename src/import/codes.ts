import { environment, error } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'import-too-large': environment<{ file: string; limit: number }>(
    (v) => `${v.file} is larger than ${v.limit} bytes`,
    'Use a definition, which is much smaller: virsh dumpxml GUEST prints that of a guest.',
  ),
  'import-not-text': error<{ file: string }>(
    (v) => `${v.file} is not UTF-8 text`,
    'Use the XML that virsh dumpxml GUEST (or net-dumpxml, pool-dumpxml) prints, or a virt-install command line.',
  ),
  'import-empty': error<{ file: string }>(
    (v) => `${v.file} is empty`,
    'Use the XML that virsh dumpxml GUEST (or net-dumpxml, pool-dumpxml) prints, or a virt-install command line.',
  ),
  'import-not-a-guest': error<{ element: string; what: string }>(
    (v) => `the file begins with <${v.element}>: ${v.what}`,
    'Use the XML of a guest, network or pool: virsh dumpxml GUEST, net-dumpxml NETWORK or pool-dumpxml POOL prints it.',
  ),
  'import-guest-not-supported': error<{ what: string }>(
    (v) => `it defines ${v.what}, but mkapkovl supports only KVM and QEMU guests for x86_64`,
    'Define this guest manually on the target.',
  ),
  'import-incomplete': error<{ element: string }>(
    (v) => `the definition has no <${v.element}>`,
    'Export it again: virsh dumpxml GUEST (or net-dumpxml, pool-dumpxml) prints a complete one.',
  ),
  'import-value-unusable': error<{ element: string; value: string }>(
    (v) => `<${v.element}> has the value "${v.value}", which no guest can have`,
    'Correct it, or export the definition again: virsh dumpxml GUEST prints what libvirt has.',
  ),
  'import-value-not-supported': error<{ element: string; value: string; what: string }>(
    (v) => `<${v.element}> has the value "${v.value}", which no ${v.what} of a profile can have`,
    (v) => `Change it in the file if it can be another, or define this ${v.what} manually on the target.`,
  ),
  'import-network-not-supported': error<{ mode: string }>(
    (v) => `it defines a network with the forward mode "${v.mode}", which no network of a profile can have`,
    (v) =>
      v.mode === 'hostdev'
        ? 'Give each guest a virtual function of the card instead (vms.NAME.networks with hostdev:), or define this network manually on the target: virsh net-define.'
        : 'Export it again: virsh net-dumpxml NETWORK prints what libvirt has.',
  ),
  'import-pool-not-supported': error<{ type: string; known: readonly string[] }>(
    (v) => `it defines a pool of the type "${v.type}", but mkapkovl supports only ${v.known.join(', ')}`,
    'Define this pool manually on the target: virsh pool-define.',
  ),
  'import-not-as-profile': environment<{ file: string; what: string }>(
    (v) => `--as-profile makes a profile around guests, and ${v.file} defines a ${v.what}`,
    'Leave out --as-profile, and copy what is printed into the profile of your host.',
  ),
});
