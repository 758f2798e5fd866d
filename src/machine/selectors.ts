import type { Facts } from './schema.ts';

/** How a profile names a PCI device, or what hangs on one. */
export type Selector = string | { address: string; id?: string | undefined } | { id: string } | { usb: string };

/** A PCI address, whichever of the two ways it is written. */
export function addressOf(text: string): string {
  const match = /^pci_(\w{4})_(\w{2})_(\w{2})_(\w)$/.exec(text);
  return match ? `${match[1]}:${match[2]}:${match[3]}.${match[4]}` : text;
}

/**
 * The addresses that a selector means on this machine; undefined if only the machine can tell, because there are no
 * facts.
 */
export function resolveSelector(selector: Selector, machine: Facts | null): string[] | undefined {
  if (typeof selector === 'string') return [addressOf(selector)];
  if ('address' in selector) return [selector.address];
  if ('usb' in selector) {
    if (!machine?.usb) return undefined;
    const controllers = machine.usb.filter(({ id }) => id === selector.usb).map(({ controller }) => controller);
    return [...new Set(controllers.filter((address) => address !== null))];
  }
  return machine?.pci?.filter(({ id }) => id === selector.id).map(({ address }) => address);
}

/** Every address that is known to be passed through, and whether there may be more. */
export function selectedAddresses(selectors: readonly Selector[], machine: Facts | null) {
  const resolved = selectors.map((selector) => resolveSelector(selector, machine));
  return { addresses: new Set(resolved.flatMap((found) => found ?? [])), complete: resolved.every(Boolean) };
}
