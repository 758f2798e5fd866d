import { type Problem, problem } from '../../../../findings/finding.ts';
import { addressOf, selectedAddresses } from '../../../../machine/selectors.ts';
import type { Host } from '../../../../pipeline/host.ts';

export function checkHostdevs(host: Host): Problem[] {
  return [...usedTwice(host), ...notBoundEarly(host), ...balloonWithDevices(host)];
}

function devicesOf({ vms }: Host) {
  return Object.entries(vms).flatMap(([guest, { hostdevs, autostart }]) =>
    hostdevs.map((device, index) => ({
      guest,
      autostart,
      pci: typeof device === 'string' ? addressOf(device) : undefined,
      name: typeof device === 'string' ? addressOf(device) : `USB ${device.usb}`,
      path: ['vms', guest, 'hostdevs', index],
    })),
  );
}

/** Within one guest an error; two guests may share a device if they never run together, which autostart would break. */
function usedTwice(host: Host): Problem[] {
  const devices = devicesOf(host);
  return devices.flatMap(({ name, path, guest, autostart }, index) => {
    const first = devices.findIndex((other) => other.name === name);
    const other = devices[first]!;
    if (first === index) return [];
    const details = { related: [{ path: other.path, message: `${other.guest} has it here` }] };
    return other.guest === guest || (autostart && other.autostart)
      ? [problem('hostdev-used-twice', path, { device: name, guest: other.guest, again: guest }, details)]
      : [problem('hostdev-shared', path, { device: name, guest: other.guest }, details)];
  });
}

/** PCI classes whose drivers the host loads at once, and that it does not let go of safely: storage, network, USB. */
const heldByHost: Record<string, string> = { '01': 'storage', '02': 'network', '0c03': 'USB' };

function notBoundEarly(host: Host): Problem[] {
  const { addresses, complete } = selectedAddresses(host.passthrough.devices, host.machine);
  return devicesOf(host).flatMap(({ pci, path }) => {
    if (!pci || addresses.has(pci)) return [];
    const classCode = host.machine?.pci?.find(({ address }) => address === pci)?.class;
    const kind = classCode && (heldByHost[classCode.slice(0, 2)] ?? heldByHost[classCode.slice(0, 4)]);
    if (kind) return [problem('hostdev-not-passed-through', path, { device: pci, kind })];
    // Ids without facts may well be this device: the target checks before it starts the guest.
    return complete ? [problem('hostdev-bound-late', path, { device: pci })] : [];
  });
}

/** All memory of a guest with a PCI device is pinned, so the balloon can give nothing back. */
function balloonWithDevices({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, { hostdevs, memballoon }]) =>
    memballoon === 'virtio' && hostdevs.some((device) => typeof device === 'string')
      ? [problem('balloon-with-hostdev', ['vms', name, 'hostdevs'], { name })]
      : [],
  );
}
