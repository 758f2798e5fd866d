import type { Path, Problem } from '../findings/finding.ts';
import { functionAt } from './by-address.ts';
import { problem } from './codes.ts';
import { isBridge, isManagement } from './kinds.ts';
import { problemAt as needed } from './needs/codes.ts';
import { partOfManagement } from './needs/management.ts';
import type { Facts } from './schema.ts';
import { onPortOrBus, resolveSelector, type Selector, selectorName, usbDevicesOf } from './selectors.ts';

/** Why a selector matches no PCI function of this machine, or one that cannot be passed through. */
export function selectorProblems(selector: Selector, path: Path, machine: Facts | null): Problem[] {
  const device = selectorName(selector);
  const addresses = resolveSelector(selector, machine);
  if (!addresses) return needsFacts(selector, path);
  const viaUsb = typeof selector === 'object' && ('usb' in selector || 'usb_port' in selector);
  if (viaUsb && addresses.length === 0) {
    const known = 'usb_port' in selector ? onPortOrBus(selector.usb_port, machine) : usbDevicesOf(selector, machine);
    return known?.length
      ? [problem('usb-controller-unknown', path, { device })]
      : [problem('device-not-in-facts', path, { device })];
  }
  if (!machine?.pci) return [];
  const here = addresses.filter((address) => functionAt(machine, address));
  if (here.length === 0) return [problem('device-not-in-facts', path, { device })];
  if (viaUsb && here.length > 1) {
    const id = 'usb' in selector ? selector.usb : device;
    return [problem('usb-on-several-controllers', path, { id, controllers: here.join(', ') })];
  }
  return here
    .filter((address) => isBridge(functionAt(machine, address)!))
    .map((address) =>
      isManagement(machine, functionAt(machine, address)!)
        ? needed('host-needs-management-controller', { path }, { device: address, detail: `it is ${partOfManagement}` })
        : problem('device-is-bridge', path, { device: address }),
    );
}

/** Ids are bound on the target, at any address; only facts show where a device is connected or how many functions it has. */
function needsFacts(selector: Selector, path: Path): Problem[] {
  if (typeof selector === 'string' || 'id' in selector || 'address' in selector) return [];
  return 'usb' in selector
    ? [problem('usb-needs-facts', path, { id: selector.usb })]
    : [problem('selector-needs-facts', path, { device: selectorName(selector) })];
}
