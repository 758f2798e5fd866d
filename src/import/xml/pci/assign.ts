import { busOf } from '#src/guest/kinds/disk/reader.ts';
import { isQ35 } from '#src/guest/machine-type.ts';
import { attribute, child, type Element, element, mapChildren, withChildren } from '#src/xml/element.ts';
import { devicesOf } from '../compare.ts';
import { machineOf } from '../machine.ts';
import { addedBridge, busNumbers, isBridge, isPlainBridge, isRootPort } from './bridges.ts';
import { chipset, controllersByType, hasPlaceOfChipset } from './chipset.ts';
import { attachmentOf } from './devices.ts';
import { impliedDevices } from './implied.ts';
import { type Place, Slots } from './slots.ts';
import { statedPlace } from './stated.ts';
import { usb2Function } from './usb.ts';

/** The order in which libvirt gives out PCI addresses (qemu_domain_address.c, qemuDomainAssignDevicePCISlots). */
const turns =
  'filesystem interface sound controller disk hostdev memballoon rng watchdog video shmem input serial iommu vsock'.split(
    ' ',
  );

/**
 * The definition as libvirt completes it: with the devices that it adds, and a PCI address for each. Where that cannot be
 * foreseen (a bridge on a bus that is full, a device that is not known here), as it is.
 */
export function assigned(domain: Element): Element {
  const inside = assignedDevices(devicesOf(domain), isQ35(machineOf(domain)));
  if (!inside) return domain;
  return mapChildren(domain, (each) => (each.name === 'devices' ? withChildren(each, inside) : each));
}

export function assignedDevices(given: readonly Element[], q35: boolean): Element[] | undefined {
  const implied = impliedDevices(given, q35);
  if (!implied) return undefined;
  const bridged = withBridge([...given, ...implied], q35);
  const devices = bridged && [...bridged, ...morePorts(bridged, q35)];
  const places = devices && placesOf(devices, q35);
  return places && devices.map((device) => withPlace(device, places.get(device)));
}

function withPlace(device: Element, place: Place | undefined): Element {
  if (!place) return device;
  const { bus, slot, fn, shared } = place;
  const attributes = { type: 'pci', domain: 0, bus, slot, function: fn, multifunction: shared ? 'on' : undefined };
  return withChildren(device, [...device.children, element('address', attributes)]);
}

const wants = (device: Element, ...how: string[]) =>
  statedPlace(device) === undefined && how.includes(attachmentOf(device));

/** Ports whose bus has nothing on it. */
function freePorts(devices: readonly Element[]): number[] {
  const taken = new Set(devices.map((each) => statedPlace(each)?.bus));
  return [...busNumbers(devices)].flatMap(([each, bus]) => (isRootPort(each) && !taken.has(bus) ? [bus] : []));
}

/** With the bridge that libvirt adds for devices of plain PCI; undefined if it is not certain which number it gets. */
function withBridge(devices: readonly Element[], q35: boolean): readonly Element[] | undefined {
  const homeless = q35 && devices.some((each) => wants(each, 'plain') && !hasPlaceOfChipset(each, devices));
  if (!homeless || devices.some(isPlainBridge)) return devices;
  const free = freePorts(devices);
  const express = devices.filter((each) => wants(each, 'express') && each.name !== 'video').length;
  if (free.length <= express) return undefined;
  return [...devices, ...addedBridge(Math.max(...busNumbers(devices).values()), free[0]!)];
}

/** The root ports that libvirt adds where there are too few; where there are none, it adds spare ones, too. */
function morePorts(devices: readonly Element[], q35: boolean): Element[] {
  const numbers = [...busNumbers(devices).values()];
  if (!q35 || numbers.length === 0) return [];
  const lacking = devices.filter((each) => wants(each, 'express')).length - freePorts(devices).length;
  const last = Math.max(...numbers);
  return Array.from({ length: Math.max(0, lacking) }, (_, index) =>
    element('controller', { type: 'pci', index: last + 1 + index, model: 'pcie-root-port' }),
  );
}

/** The places of the devices that state none; undefined if they cannot be foreseen. */
function placesOf(devices: readonly Element[], q35: boolean): Map<Element, Place> | undefined {
  const wanting = inOrder(devices).filter((each) => wants(each, 'express', 'plain', 'unknown'));
  const bridges = devices.filter(isBridge);
  if (wanting.some((each) => attachmentOf(each) === 'unknown')) return undefined;
  if (bridges.some((each) => !isRootPort(each) && statedPlace(each) === undefined)) return undefined;
  const slots = slotsOf(devices);
  const numbers = busNumbers(devices);
  const bus = numbers.get(devices.find(isPlainBridge)!);
  const places = new Map<Element, Place>(chipset(devices, slots, q35));
  for (const device of wanting) {
    if (places.has(device)) continue;
    const usb2 = usb2Function(device);
    const companion = usb2 && ofSameController(device, devices, places);
    const next = () => {
      if (!q35) return slots.nextSlot(0, usb2?.fn);
      if (attachmentOf(device) === 'express') return slots.nextPort();
      return bus === undefined ? undefined : slots.nextSlot(bus, usb2?.fn);
    };
    const place = companion ? slots.take({ ...plainPlace(companion), ...usb2 }) : next();
    if (!place) return undefined;
    places.set(device, { ...place, ...usb2 });
  }
  for (const port of bridges.filter((each) => statedPlace(each) === undefined)) {
    const place = slots.nextForPort();
    if (!place) return undefined;
    places.set(port, place);
  }
  return places;
}

const plainPlace = ({ bus, slot, fn }: Place): Place => ({ bus, slot, fn });

/** What is taken before libvirt gives out places. */
function slotsOf(devices: readonly Element[]): Slots {
  const slots = new Slots();
  for (const device of devices) {
    const place = statedPlace(device);
    if (place) slots.take(place, isRootPort(device));
  }
  slots.ports = [...busNumbers(devices)].flatMap(([each, bus]) => (isRootPort(each) ? [bus] : []));
  return slots;
}

/** The devices in the order in which libvirt takes their turns. */
function inOrder(devices: readonly Element[]): Element[] {
  return turns.flatMap((name) => {
    const all = devices.filter((each) => each.name === name);
    if (name === 'controller') return controllersByType(all);
    return name === 'disk' ? all.filter((each) => busOf(each) === 'virtio').sort(byTarget) : all;
  });
}

const targetOf = (disk: Element) => (attribute(child(disk, 'target'), 'dev') ?? '').padStart(12, ' ');
const byTarget = (a: Element, b: Element) => (targetOf(a) < targetOf(b) ? -1 : targetOf(a) > targetOf(b) ? 1 : 0);

/** The place of another part of a USB 2 controller. */
function ofSameController(
  device: Element,
  devices: readonly Element[],
  places: Map<Element, Place>,
): Place | undefined {
  const index = attribute(device, 'index') ?? '0';
  const others = devices.filter((each) => usb2Function(each) && (attribute(each, 'index') ?? '0') === index);
  for (const other of others) {
    const place = statedPlace(other) ?? places.get(other);
    if (place) return place;
  }
  return undefined;
}
