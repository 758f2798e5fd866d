import { closest } from '../../findings/closest.ts';
import type { Problem } from '../../findings/finding.ts';
import { checks } from '../../guest/checks.ts';
import { isOsVariant, knownAs, osVariants } from '../../guest/os-variants.ts';
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

/** A system that is newer than the data is taken for the newest of its family that is known; a typing error is not. */
function unknownOsVariants({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([guest, { os_variant: name }]) => {
    if (!name || isOsVariant(name)) return [];
    const path = ['vms', guest, 'os_variant'];
    const nearest = knownAs(name);
    return nearest === undefined
      ? [problem('os-variant-unknown', path, { name, suggestion: closest(name, osVariants) })]
      : [problem('os-variant-newer', path, { name, nearest })];
  });
}
