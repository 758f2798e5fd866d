import { attribute, child, type Element, mapChildren, withAttributes, withoutUsual } from '#src/xml/element.ts';
import { assignedDevices } from './assign.ts';
import { busNumbers, isBridge, isPlainBridge, isRootPort } from './bridges.ts';
import type { Place } from './slots.ts';
import { statedPlace } from './stated.ts';

/** QEMU's device for each model of bridge, which libvirt writes down (qemuDomainPCIControllerSetDefaultModelName). */
const devices: Record<string, string> = {
  'pcie-root-port': 'pcie-root-port',
  'pcie-to-pci-bridge': 'pcie-pci-bridge',
  'dmi-to-pci-bridge': 'i82801b11-bridge',
  'pci-bridge': 'pci-bridge',
  'pcie-switch-upstream-port': 'x3130-upstream',
  'pcie-switch-downstream-port': 'xio3130-downstream',
  'pci-expander-bus': 'pxb',
  'pcie-expander-bus': 'pxb-pcie',
};

/** A bridge without what libvirt writes down of it, if it is what it always is (qemuDomainAssignPCIAddresses). */
export function withoutUsualTarget(bridge: Element, number: number): Element {
  const place = statedPlace(bridge);
  const usual = {
    chassis: String(number),
    chassisNr: String(number),
    port: place ? [`0x${((place.slot << 3) | place.fn).toString(16)}`, String((place.slot << 3) | place.fn)] : [],
  };
  return mapChildren(bridge, (each) => {
    if (each.name === 'model')
      return attribute(each, 'name') === devices[attribute(bridge, 'model') ?? ''] ? undefined : each;
    if (each.name !== 'target') return each;
    const rest = withoutUsual(each, usual);
    return Object.keys(rest.attributes).length === 0 && rest.children.length === 0 ? undefined : rest;
  });
}

/**
 * Whether libvirt makes the same bridges again where only the number of root ports is stated: its own root ports, and its
 * own bridge for devices of plain PCI.
 */
export function bridgesAreRecreated(all: readonly Element[]): boolean {
  const bridges = all.filter(isBridge);
  if (bridges.length === 0) return true;
  const numbers = busNumbers(all);
  const unusual = bridges.some((each) =>
    withoutUsualTarget(each, numbers.get(each)!).children.some(({ name }) => name !== 'address'),
  );
  if (unusual || bridges.some((each) => !isRootPort(each) && !isPlainBridge(each))) return false;
  if (bridges.every((each) => isRootPort(each) && statedPlace(each) === undefined)) return true;
  return sameBridges(all, bridges);
}

function sameBridges(all: readonly Element[], bridges: readonly Element[]): boolean {
  const others = all.filter((each) => !isBridge(each));
  const plain = bridges.some(isPlainBridge);
  // Where libvirt has to add the bridge, it must do so for devices that state no place on it.
  const devices = plain ? others.map(withoutPlace) : others;
  const ports = bridges
    .filter(isRootPort)
    .slice(plain ? 1 : 0)
    .map(bare);
  const again = assignedDevices([...devices, ...ports], true);
  if (!again) return false;
  const places = (of: readonly Element[]) =>
    of
      .filter((each) => !isBridge(each))
      .map(text)
      .join();
  return bridgesText(again) === bridgesText(all) && (!plain || places(again).startsWith(places(others)));
}

/** The bridges with their buses and places, as one text. */
export function bridgesText(devices: readonly Element[]): string {
  const lines = [...busNumbers(devices)].map(([each, bus]) => `${attribute(each, 'model')} ${bus} ${text(each)}`);
  return lines.sort().join();
}

const bare = (port: Element): Element => ({ ...withAttributes(port, { index: undefined }), children: [] });
const withoutPlace = (device: Element): Element =>
  statedPlace(device) ? mapChildren(device, (each) => (each === child(device, 'address') ? undefined : each)) : device;

const text = (device: Element) => placeText(statedPlace(device));

function placeText(place: Place | undefined): string {
  if (!place) return '-';
  const hex = (value: number) => value.toString(16).padStart(2, '0');
  return `0000:${hex(place.bus)}:${hex(place.slot)}.${place.fn}`;
}
