import type { Problem } from '#src/findings/finding.ts';
import type { Host } from '#src/host/host.ts';
import { madeAt } from '#src/host/virtual-functions.ts';
import { groupOf } from '#src/machine/groups.ts';
import { listed } from '#src/machine/needs/need.ts';
import { selectorProblems } from '#src/machine/selector-problems.ts';
import { problem } from '../codes.ts';

/** Whether each entry of the list selects exactly one device of this machine. */
export function checkSelectors(host: Host): Problem[] {
  return [...notHere(host), ...otherIdInFacts(host), ...idMeansMore(host)];
}

const at = (index: number) => ['passthrough', 'devices', index];

function notHere(host: Host): Problem[] {
  const { devices, addresses } = host.passthrough;
  const made = (index: number) => addresses[index]?.some((address) => madeAt(host, address));
  return devices.flatMap((device, index) => (made(index) ? [] : selectorProblems(device, at(index), host.machine)));
}

function otherIdInFacts({ passthrough: { devices }, machine }: Host): Problem[] {
  return devices.flatMap((device, index) => {
    if (typeof device === 'string' || !('address' in device) || !device.id) return [];
    const found = machine?.pci?.find(({ address }) => address === device.address)?.id;
    return found && found !== device.id
      ? [problem('device-id-mismatch', [...at(index), 'id'], { address: device.address, id: device.id, found })]
      : [];
  });
}

/**
 * An id selects every device that has it. If guests use some of them, but neither the others nor anything in the groups
 * of those, the others were hardly intended.
 */
function idMeansMore({ passthrough: { devices, addresses }, vms, machine }: Host): Problem[] {
  const used = new Set(
    Object.values(vms).flatMap(({ attached }) =>
      attached.flatMap((device) => (device && 'pci' in device ? device.pci : [])),
    ),
  );
  const inUse = (address: string) => {
    const group = machine ? groupOf(machine, address)?.members : undefined;
    return used.has(address) || Boolean(group?.some((fn) => used.has(fn.address)));
  };
  return devices.flatMap((device, index) => {
    if (typeof device === 'string' || !('id' in device) || 'address' in device || !device.id) return [];
    const all = addresses[index] ?? [];
    const meant = all.filter(inUse);
    const idle = all.filter((address) => !inUse(address));
    if (meant.length === 0 || idle.length === 0) return [];
    return [problem('id-matches-more', at(index), { id: device.id, idle: listed(idle), meant: listed(meant) })];
  });
}
