import { attribute, child, type Element, withAttributes } from '../../xml/element.ts';

export function machineOf(domain: Element): string {
  return attribute(child(child(domain, 'os'), 'type'), 'machine') ?? 'pc';
}

export const isQ35Machine = (machine: string) => machine === 'q35' || machine.startsWith('pc-q35-');

const bridges = ['pcie-to-pci-bridge', 'dmi-to-pci-bridge', 'pci-bridge'];

const type = (each: Element) => (each.name === 'controller' ? attribute(each, 'type') : undefined);
const model = (each: Element) => attribute(each, 'model');

/** Whether the guest's PCI bridges are those that libvirt makes by itself: root ports, and one for devices of plain PCI. */
export function plainPci(devices: readonly Element[]): boolean {
  const pci = devices.filter((each) => type(each) === 'pci');
  const others = pci.filter((each) => !['pcie-root', 'pci-root', 'pcie-root-port'].includes(model(each) ?? ''));
  const explicit = pci.some(
    (each) => child(each, 'target') && attribute(child(each, 'target'), 'hotplug') !== undefined,
  );
  return !explicit && others.length <= 1 && others.every((each) => bridges.includes(model(each) ?? ''));
}

/** How many root ports the guest has. */
export function rootPorts(devices: readonly Element[]): number {
  return devices.filter((each) => type(each) === 'pci' && model(each) === 'pcie-root-port').length;
}

/**
 * The devices without the controllers that come by themselves, and the others without the numbers that libvirt would give
 * them: the companions of a USB 2 controller have its number.
 */
export function controllersThatMatter(devices: readonly Element[]): Element[] {
  const plain = plainPci(devices);
  const counts = new Map<string, number>();
  return devices.flatMap((each) => {
    const kind = type(each);
    if (kind === undefined) return each;
    const companion = /^ich9-uhci/.test(model(each) ?? '');
    const next = counts.get(kind) ?? 0;
    if (!companion) counts.set(kind, next + 1);
    const number = String(companion ? Math.max(0, next - 1) : next);
    const numbered = attribute(each, 'index') === number ? withAttributes(each, { index: undefined }) : each;
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
