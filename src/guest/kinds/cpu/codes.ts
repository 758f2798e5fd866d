import { error } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'maximum-below-initial': error<{ key: string; first: string | number; most: string | number }>(
    (v) => `${v.key} (${v.first}) exceeds the maximum (${v.most})`,
    (v) => `Raise the maximum to at least ${v.first}, or lower ${v.key}.`,
  ),
  'topology-vcpus-mismatch': error<{ counted: number; vcpus: number }>(
    (v) => `the topology describes ${v.counted} CPUs, but the guest has ${v.vcpus}`,
    'Set vcpus to the product of sockets, dies, cores and threads.',
  ),
  'cpu-mode-needs-kvm': error(
    "without KVM the host's processor cannot be passed through",
    'Use mode: maximum, which has every feature that QEMU can emulate, or type: kvm.',
  ),
  'cpu-model-missing': error('mode custom needs a model', 'Add model: (virsh cpu-models x86_64 lists them).'),
  'cpu-model-has-no-effect': error<{ mode: string }>(
    (v) => `model has no effect with mode ${v.mode}`,
    'Use mode: custom, or remove model.',
  ),
  'vcpu-absent': error<{ number: string; last: number }>(
    (v) => `the guest has no CPU ${v.number}`,
    (v) => `Write numbers from 0 to ${v.last}.`,
  ),
  'vcpu-in-two-nodes': error<{ number: number; node: number }>(
    (v) => `CPU ${v.number} of the guest is already in NUMA node ${v.node}`,
    'Put each CPU into only one node.',
  ),
});
