import { attribute, type Element, element } from '#src/xml/element.ts';

const modelOf = (each: Element) =>
  each.name === 'controller' && attribute(each, 'type') === 'pci' ? attribute(each, 'model') : undefined;

export const isRootPort = (each: Element) => modelOf(each) === 'pcie-root-port';
const isRoot = (each: Element) => /^pcie?-root$/.test(modelOf(each) ?? '');
/** Whether devices of plain PCI can be behind it on q35. */
export const isPlainBridge = (each: Element) =>
  ['pcie-to-pci-bridge', 'dmi-to-pci-bridge', 'pci-bridge'].includes(modelOf(each) ?? '');
export const isBridge = (each: Element) => modelOf(each) !== undefined && !isRoot(each);

/** The number of each bridge's bus, which is its index; those without one are numbered in their order. */
export function busNumbers(devices: readonly Element[]): Map<Element, number> {
  const bridges = devices.filter(isBridge);
  return new Map(bridges.map((each, position) => [each, Number(attribute(each, 'index') ?? position + 1)]));
}

/**
 * The root port and the bridge that libvirt adds for the first device of plain PCI on q35 (domain_addr.c,
 * virDomainPCIAddressSetGrow), with the bridge in the first free port.
 */
export function addedBridge(last: number, freePort: number): Element[] {
  const pci = (model: string, index: number, inside: Element[] = []) =>
    element('controller', { type: 'pci', index, model }, inside);
  const address = element('address', { type: 'pci', domain: 0, bus: freePort, slot: 0, function: 0 });
  return [pci('pcie-root-port', last + 1), pci('pcie-to-pci-bridge', last + 2, [address])];
}
