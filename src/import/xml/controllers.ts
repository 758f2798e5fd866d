import { attribute, child, type Element, withAttributes } from '../../xml/element.ts';
import { busNumbers, isBridge, isPlainBridge, isRootPort } from './pci/bridges.ts';
import { bridgesAreRecreated, withoutUsualTarget } from './pci/plain.ts';

const type = (each: Element) => (each.name === 'controller' ? attribute(each, 'type') : undefined);
const model = (each: Element) => attribute(each, 'model');

/** Whether the guest's PCI bridges are those that libvirt makes by itself: root ports, and one for devices of plain PCI. */
export function plainPci(devices: readonly Element[]): boolean {
  const explicit = devices.some((each) => {
    const target = type(each) === 'pci' ? child(each, 'target') : undefined;
    return target && attribute(target, 'hotplug') !== undefined;
  });
  return !explicit && bridgesAreRecreated(devices);
}

/** The chipset's own bus, which every guest has: libvirt rejects one with another number. */
export const isRootOfPci = (each: Element) =>
  type(each) === 'pci' && ['pcie-root', 'pci-root'].includes(model(each) ?? '') && each.children.length === 0;

/** How many root ports the guest has, but for the one that comes with the bridge for devices of plain PCI. */
export function rootPorts(devices: readonly Element[]): number {
  return devices.filter(isRootPort).length - (devices.some(isPlainBridge) ? 1 : 0);
}

/**
 * The devices without the controllers that come by themselves, and the others without the numbers that libvirt would give
 * them: the companions of a USB 2 controller have its number.
 */
export function controllersThatMatter(devices: readonly Element[], plain = plainPci(devices)): Element[] {
  const counts = new Map<string, number>();
  const buses = busNumbers(devices);
  return devices.flatMap((given) => {
    const each = isBridge(given) ? withoutUsualTarget(given, buses.get(given)!) : given;
    const kind = type(each);
    if (kind === undefined) return each;
    const companion = /^ich9-uhci/.test(model(each) ?? '');
    const next = counts.get(kind) ?? 0;
    if (!companion) counts.set(kind, next + 1);
    const number = String(companion ? Math.max(0, next - 1) : next);
    const numbered =
      attribute(each, 'index') === number && (kind !== 'pci' || plain)
        ? withAttributes(each, { index: undefined })
        : each;
    if (kind === 'pci' && plain) {
      return model(each) === 'pcie-root-port' ? bare(numbered) : [];
    }
    return automatic(numbered, kind) ? [] : numbered;
  });
}

const bare = (each: Element): Element => ({ ...withAttributes(each, { index: undefined }), children: [] });

/** libvirt adds these for the devices that need them. */
function automatic(each: Element, kind: string): boolean {
  if (each.children.length > 0 || attribute(each, 'index') !== undefined) return false;
  const explicit = Object.keys(each.attributes).filter((name) => name !== 'type');
  if (kind === 'ide') return explicit.every((name) => name === 'model' && model(each) === 'piix3-ide');
  return explicit.length === 0 && ['virtio-serial', 'sata', 'fdc', 'ccid'].includes(kind);
}
