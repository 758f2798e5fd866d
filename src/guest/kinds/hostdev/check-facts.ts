import type { Problem } from '#src/findings/finding.ts';
import type { Host } from '#src/host/host.ts';
import { parentsAt } from '#src/host/virtual-functions.ts';
import { slotOf } from '#src/machine/address.ts';
import { problem as machineProblem } from '#src/machine/codes.ts';
import { groupsOf } from '#src/machine/groups.ts';
import { isManagementUsb } from '#src/machine/management-usb.ts';
import { problemAt as needed } from '#src/machine/needs/codes.ts';
import { partOfManagement } from '#src/machine/needs/management.ts';
import { listed } from '#src/machine/needs/need.ts';
import { selectorProblems } from '#src/machine/selector-problems.ts';
import { selectedAddresses, selectorName, usbDevicesOf } from '#src/machine/selectors.ts';
import { problem } from './codes.ts';
import { type Device, devicesOf } from './devices.ts';

/** Whether this machine has the devices of the guests, and can pass them through as the profile says. */
export function checkOnMachine(host: Host): Problem[] {
  const devices = devicesOf(host);
  return [
    ...devices.flatMap((device) =>
      device.viaUsb && device.pci.length === 0 ? usbHere(device, host) : pciHere(device, host),
    ),
    ...splitGroups(devices, host),
    ...soundLeftOut(devices, host),
  ];
}

/** A USB device that is passed through alone: libvirt finds it by vendor and product, so there must be exactly one. */
function usbHere({ selector, path, usb, optional }: Device, { machine }: Host): Problem[] {
  const device = selectorName(selector);
  const there = usbDevicesOf(selector, machine);
  if (!there) return usb ? [] : [problem('usb-device-unnamed', path, { device })];
  if (there.length === 0) {
    const port = typeof selector === 'object' && 'usb_port' in selector ? selector.usb_port : undefined;
    if (port) return [problem('usb-port-empty', path, { port })];
    // By its id libvirt finds it whenever it is plugged in.
    return optional ? [] : [machineProblem('device-not-in-facts', path, { device, ofGuest: true })];
  }
  if (machine && there.some((each) => isManagementUsb(machine, each))) {
    return [needed('host-needs-management-controller', { path }, { device, detail: `it is ${partOfManagement}` })];
  }
  const alike = machine?.usb?.filter(({ id }) => id === usb) ?? [];
  if (usb && alike.length < 2) return [];
  const ports = listed(alike.map(({ port }) => port ?? 'an unknown port'));
  return [
    usb ? problem('usb-device-ambiguous', path, { id: usb, ports }) : problem('usb-device-unnamed', path, { device }),
  ];
}

function pciHere({ selector, path, pci }: Device, host: Host): Problem[] {
  const { machine } = host;
  // What the profile makes was not there when the facts were collected.
  if (pci.some((address) => parentsAt(host, address).length > 0)) return [];
  if (typeof selector === 'object' && 'id' in selector) {
    if (!machine?.pci) return [machineProblem('selector-needs-facts', path, { device: selectorName(selector) })];
    if (pci.length > 1)
      return [problem('hostdev-ambiguous', path, { device: selector.id ?? '', addresses: listed(pci) })];
  }
  return selectorProblems(selector, path, machine);
}

/** The sound of a graphics card is a function of its own, which vfio-pci has with its group but no guest. */
function soundLeftOut(devices: readonly Device[], { machine, passthrough }: Host): Problem[] {
  const given = new Set(devices.flatMap(({ pci }) => pci));
  const { addresses: passed } = selectedAddresses(passthrough.devices, machine);
  const functions = machine?.pci ?? [];
  return devices.flatMap(({ pci, path, guest }) =>
    functions
      .filter((fn) => pci.includes(fn.address) && fn.class?.startsWith('03'))
      .flatMap(({ address: device }) =>
        functions
          .filter((fn) => slotOf(fn.address) === slotOf(device) && fn.class?.startsWith('0403'))
          .filter(({ address }) => passed.has(address) && !given.has(address))
          .map(({ address: sound }) => problem('hostdev-without-its-sound', path, { device, sound, guest })),
      ),
  );
}

/** VFIO gives a group to one process; guests that share the same functions in turn are reported elsewhere. */
function splitGroups(devices: readonly Device[], { machine }: Host): Problem[] {
  if (!machine) return [];
  return groupsOf(machine).flatMap(({ number, members }) => {
    const inGroup = new Set(members.map(({ address }) => address));
    const mine = devices.filter(({ pci }) => pci.some((address) => inGroup.has(address)));
    const parts = new Map<string, { device: Device; addresses: string[] }>();
    for (const device of mine) {
      const addresses = device.pci.filter((address) => inGroup.has(address));
      const known = parts.get(device.guest);
      if (known) known.addresses.push(...addresses);
      else parts.set(device.guest, { device, addresses });
    }
    const all = [...parts.values()];
    return all.flatMap(({ device, addresses }, index) => {
      const other = all.slice(0, index).find((part) => !part.addresses.some((address) => addresses.includes(address)));
      if (!other) return [];
      const details = { related: [{ path: other.device.path, message: `${other.device.guest} has its part here` }] };
      const values = {
        group: number,
        guest: other.device.guest,
        device: listed(addresses),
        other: listed(other.addresses),
      };
      return [problem('group-split', device.path, values, details)];
    });
  });
}
