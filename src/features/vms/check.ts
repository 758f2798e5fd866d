import { type Path, type Problem, problem } from '../../findings/finding.ts';
import type { Host } from '../../pipeline/host.ts';
import { closest } from '../../profile/closest.ts';
import { checkDisks } from './devices/disk/check.ts';
import { checkHostdevs } from './devices/hostdev/check.ts';
import { checkInterfaces } from './devices/interface/check.ts';
import { osVariantId, osVariants } from './os-variants.ts';

export function check(host: Host): Problem[] {
  return [
    ...duplicateUuids(host),
    ...unknownOsVariants(host),
    ...cpuModels(host),
    ...memoryTooSmall(host),
    ...checkDisks(host),
    ...checkInterfaces(host),
    ...checkHostdevs(host),
  ];
}

function duplicateUuids({ vms }: Host): Problem[] {
  const guests = Object.entries(vms);
  return guests.flatMap(([name, { uuid }], index) => {
    const [owner] = guests.find(([, other]) => other.uuid === uuid)!;
    const details = { related: [{ path: ['vms', owner, 'uuid'], message: `${owner} has it here` }] };
    return guests[index]![0] === owner
      ? []
      : [problem('duplicate-uuid', ['vms', name, 'uuid'], { uuid, owner }, details)];
  });
}

function unknownOsVariants({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, { os_variant }]) =>
    os_variant && !osVariantId(os_variant)
      ? [
          problem('os-variant-unknown', ['vms', name, 'os_variant'], {
            name: os_variant,
            suggestion: closest(os_variant, osVariants),
          }),
        ]
      : [],
  );
}

function cpuModels({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, { cpu }]) => {
    const path: Path = ['vms', name, 'cpu'];
    if (cpu.mode === 'custom' && !cpu.model) return [problem('cpu-model-missing', path, undefined)];
    return cpu.mode !== 'custom' && cpu.model
      ? [problem('cpu-model-idle', [...path, 'model'], { mode: cpu.mode })]
      : [];
  });
}

function memoryTooSmall({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, { memory }]) =>
    /^\d+(B|KB|KiB)$/.test(memory) ? [problem('memory-too-small', ['vms', name, 'memory'], { memory })] : [],
  );
}
