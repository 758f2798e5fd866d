import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import type { Host } from '#src/host/host.ts';
import { isVirtualFunction, madeAt, parentsAt } from '#src/host/virtual-functions.ts';
import { functionAt } from '#src/machine/by-address.ts';
import { isVirtual } from '#src/machine/kinds.ts';
import { isHostsNeed, isRefused, needsOfGroup } from '#src/machine/needs/host-needs.ts';
import { listed } from '#src/machine/needs/need.ts';
import type { Facts } from '#src/machine/schema.ts';
import { selectedAddresses, selectorName } from '#src/machine/selectors.ts';
import { requiredFor } from '../../rules.ts';
import { screensOf } from '../graphics/screens.ts';
import { balloonOf } from '../memballoon/view.ts';
import { checkOnMachine } from './check-facts.ts';
import { problem } from './codes.ts';
import { type Device, devicesOf } from './devices.ts';
import { replugByPort, replugOnController } from './replug.ts';
import { pciAddresses } from './view.ts';

export function checkHostdevs(host: Host): Problem[] {
  return [
    ...usedTwice(host),
    ...replugByPort(host),
    ...replugOnController(host),
    ...checkOnMachine(host),
    ...notBoundEarly(host),
    ...mediatedTwice(host),
    ...mediatedNotMade(host),
    ...balloonWithDevices(host),
  ];
}

/** Whether two entries select the same device. */
function same(a: Device, b: Device): string | undefined {
  if (a.usb && a.usb === b.usb) return `USB ${a.usb}`;
  const shared = a.pci.find((address) => b.pci.includes(address));
  return shared && (a.viaUsb || b.viaUsb) ? `the USB controller ${shared}` : shared;
}

/** Two USB devices of one guest may be attached to one controller, which the guest then gets once. */
const besideEachOther = (a: Device, b: Device) =>
  a.guest === b.guest && a.viaUsb && b.viaUsb && selectorName(a.selector) !== selectorName(b.selector);

/**
 * Within one guest an error; two guests may share a device if they never run together, so not if both start with the
 * host.
 */
function usedTwice(host: Host): Problem[] {
  const devices = devicesOf(host);
  return devices.flatMap((device, index) => {
    const other = devices.slice(0, index).find((each) => same(each, device) && !besideEachOther(each, device));
    const name = other && same(other, device);
    if (!other || !name) return [];
    const { path, guest, autostart } = device;
    const details = { related: [{ path: other.path, message: `${other.guest} has it here` }] };
    if (other.guest === guest || (autostart && other.autostart))
      return [problem('hostdev-used-twice', path, { device: name, guest: other.guest, again: guest }, details)];
    const code = device.replug || other.replug ? 'replug-shared' : 'hostdev-shared';
    return [problem(code, path, { device: name, guest: other.guest }, details)];
  });
}

/** PCI classes whose drivers the host loads early and cannot release safely: storage, network, USB. */
const heldByHost: Record<string, string> = { '01': 'storage', '02': 'network', '0c03': 'USB' };

const hostKeeps = (machine: Facts, address: string) =>
  needsOfGroup(machine, address).some((need) => isRefused(need) && isHostsNeed(need.kind));

function notBoundEarly(host: Host): Problem[] {
  const { addresses, complete } = selectedAddresses(host.passthrough.devices, host.machine);
  return devicesOf(host).flatMap(({ pci, path, card }) =>
    pci.flatMap((device) => {
      if (addresses.has(device)) return [];
      // The rules of network cards report it.
      if (card && isVirtualFunction(host, device) === false) return [];
      const made = madeAt(host, device);
      if (made?.settings?.host) return [problem('hostdev-of-the-host', path, { device })];
      // The target binds it when it makes it.
      if (parentsAt(host, device).length > 0) return [];
      const fn = host.machine && functionAt(host.machine, device);
      // The rules of passthrough report that it must go from here.
      if (fn && host.machine && hostKeeps(host.machine, device)) return [];
      // A virtual function does not exist when vfio-pci binds devices.
      if (fn && host.machine && isVirtual(host.machine, fn)) return [];
      const classCode = fn?.class;
      const kind = classCode && (heldByHost[classCode.slice(0, 2)] ?? heldByHost[classCode.slice(0, 4)]);
      if (kind) return [problem('hostdev-not-passed-through', path, { device, kind })];
      // Without facts, ids may match this device: the target checks before it starts the guest.
      return complete ? [problem('hostdev-bound-late', path, { device })] : [];
    }),
  );
}

/** Mediated devices that nothing makes, if the profile makes some: others may be made by other means. */
function mediatedNotMade({ vms, passthrough: { mediated_devices } }: Host): Problem[] {
  const made = Object.keys(mediated_devices);
  return Object.entries(vms).flatMap(([guest, { attached }]) =>
    attached.flatMap((found, index) =>
      found && 'mdev' in found && made.length > 0 && !made.includes(found.mdev)
        ? [
            problem('mediated-device-not-made', ['vms', guest, 'hostdevs', index], {
              mdev: found.mdev,
              made: listed(made),
            }),
          ]
        : [],
    ),
  );
}

/** A mediated device is a part of a card for one guest. */
function mediatedTwice({ vms }: Host): Problem[] {
  const all = Object.entries(vms).flatMap(([guest, { attached }]) =>
    attached.flatMap((found, index) =>
      found && 'mdev' in found ? [{ guest, mdev: found.mdev, path: ['vms', guest, 'hostdevs', index] }] : [],
    ),
  );
  return all.flatMap(({ guest, mdev, path }, index) => {
    const other = all.slice(0, index).find((each) => each.mdev === mdev);
    if (!other) return [];
    const details = { related: [{ path: other.path, message: `${other.guest} has it here` }] };
    return [problem('hostdev-used-twice', path, { device: mdev, guest: other.guest, again: guest }, details)];
  });
}

/** All memory of a guest with a PCI device is pinned, so the balloon cannot return any. */
function balloonWithDevices({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, guest]) =>
    balloonOf(guest).model !== 'none' && pciAddresses(guest).length > 0
      ? [problem('balloon-with-hostdev', ['vms', name, 'hostdevs'], { name })]
      : [],
  );
}

export function displayNeedsGraphics(guest: Guest, at: Path): Problem[] {
  return guest.hostdevs.flatMap((device, index) =>
    typeof device === 'object' && 'display' in device && device.display && screensOf(guest).length === 0
      ? [requiredFor([...at, 'hostdevs', index, 'display'], 'display: true', 'graphics')]
      : [],
  );
}
