import { error } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'most-below-first': error<{ key: string; first: string | number; most: string | number }>(
    (v) => `the guest has ${v.first} at first, and ${v.most} at most`,
    (v) => `Write no less than ${v.key}.`,
  ),
  'topology-of-other-count': error<{ counted: number; vcpus: number }>(
    (v) => `the topology counts ${v.counted} CPUs, and the guest has ${v.vcpus}`,
    'Make vcpus the product of sockets, dies, cores and threads.',
  ),
  'cpu-mode-needs-kvm': error(
    "without KVM the host's processor cannot be passed through",
    'Use mode: maximum, which is all that QEMU can, or type: kvm.',
  ),
  'cpu-model-missing': error('mode custom needs a model', 'Add model: (virsh cpu-models x86_64 lists them).'),
  'cpu-model-idle': error<{ mode: string }>(
    (v) => `mode ${v.mode} takes no model that is named`,
    'Use mode: custom, or take model out.',
  ),
  'vcpu-absent': error<{ number: string; last: number }>(
    (v) => `the guest has no CPU ${v.number}`,
    (v) => `They are numbered from 0 to ${v.last}.`,
  ),
  'vcpu-of-two-nodes': error<{ number: number; node: number }>(
    (v) => `CPU ${v.number} of the guest is already in its node ${v.node}`,
    'Put each CPU into one node.',
  ),
});
