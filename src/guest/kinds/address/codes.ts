import { error } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'duplicate-guest-address': error<{ address: string }>(
    (v) => `another device of this guest has the address ${v.address}`,
    'Give each device an address of its own, or remove address: libvirt then chooses one.',
  ),
  'guest-address-invalid': error<{ address: string; wanted: string }>(
    (v) => `a device of the guest cannot be at the address ${v.address}`,
    (v) => `Write ${v.wanted}, or remove address: libvirt then chooses one.`,
  ),
});
