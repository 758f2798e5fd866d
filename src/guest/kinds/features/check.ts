import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import { isQ35 } from '../../machine-type.ts';
import { keysWithoutEffect, notAllowedFor, type Owners } from '../../rules.ts';

/** For each key of hyperv, the modes that have it. */
const hypervisors: Owners = Object.fromEntries(
  ['relaxed', 'vapic', 'spinlocks', 'vpindex', 'runtime', 'synic', 'stimer', 'reset', 'vendor_id', 'frequencies']
    .concat(['reenlightenment', 'tlbflush', 'ipi', 'evmcs', 'avic'])
    .map((name) => [name, ['custom']]),
);

export function hypervKeys({ features }: Guest, at: Path): Problem[] {
  const hyperv = typeof features.hyperv === 'object' ? features.hyperv : {};
  return keysWithoutEffect([...at, 'features', 'hyperv'], hyperv, hyperv.mode ?? 'custom', hypervisors, 'mode');
}

export function tsegOfQ35({ features, machine }: Guest, at: Path): Problem[] {
  return typeof features.smm === 'object' && !isQ35(machine)
    ? [notAllowedFor([...at, 'features', 'smm'], 'tseg', 'pc', ['q35'])]
    : [];
}
