import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import { isQ35 } from '../../machine-type.ts';
import { keysWithoutEffect, notAllowedFor, type Owners, requiredFor } from '../../rules.ts';
import { hasHypervClock } from '../clock/view.ts';
import { type Hyperv, hypervOf } from './view.ts';

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

/** For each feature, those that QEMU does not start a guest without (docs/system/i386/hyperv.rst, "Requires"). */
const needed: [keyof Hyperv, (keyof Hyperv)[]][] = [
  ['synic', ['vpindex']],
  ['stimer', ['vpindex', 'synic']],
  ['tlbflush', ['vpindex']],
  ['ipi', ['vpindex']],
  ['evmcs', ['vapic']],
];

/** QEMU refuses to start such a guest, and libvirt 12 already to define it (qemu_validate.c). */
export function hypervNeeds(guest: Guest, at: Path): Problem[] {
  const hyperv = hypervOf(guest) ?? {};
  const path = (name: string) => [...at, 'features', 'hyperv', name];
  const on = (name: keyof Hyperv) => hyperv[name] !== undefined && hyperv[name] !== false;
  const features = needed.flatMap(([name, others]) =>
    others
      .filter((other) => on(name) && !on(other))
      .map((other) => requiredFor(path(name), name, `features.hyperv.${other}: true`)),
  );
  return on('stimer') && !hasHypervClock(guest)
    ? [...features, requiredFor(path('stimer'), 'stimer', 'clock.timers.hypervclock: { present: true }')]
    : features;
}
