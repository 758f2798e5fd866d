import { error } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'guest-address-twice': error<{ address: string }>(
    (v) => `another device of this guest is at ${v.address}`,
    'Give each device an address of its own, or leave it out; libvirt chooses one.',
  ),
  'guest-address-impossible': error<{ address: string; wanted: string }>(
    (v) => `the guest has no place for a device at ${v.address}`,
    (v) => `Write ${v.wanted}, or leave it out; libvirt chooses one.`,
  ),
});
