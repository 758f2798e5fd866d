import { closest } from '../../findings/closest.ts';
import type { Problem } from '../../findings/finding.ts';
import { checks } from '../../guest/checks.ts';
import { osVariantId, osVariants } from '../../guest/os-variants.ts';
import type { Host } from '../../host/host.ts';
import { problem } from './codes.ts';

export function check(host: Host): Problem[] {
  return [...duplicateUuids(host), ...unknownOsVariants(host), ...checks.flatMap((each) => each(host))];
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
