import type { Attached, Guest } from '#src/host/guest.ts';
import { onOff, yesNo } from '../../attributes.ts';
import { pciParts, placedView } from '../address/view.ts';
import type { Hostdev } from './selector.ts';

type Given = Partial<Exclude<Hostdev, string>> & { address?: string | undefined };

/**
 * Template values of the host's devices that a guest gets; for two USB devices on one controller, that controller once.
 */
export function hostdevViews({ hostdevs, attached }: Pick<Guest, 'hostdevs' | 'attached'>): object[] {
  const views = attached.flatMap((found, index) => {
    const device = hostdevs[index];
    return found ? viewsOf(found, typeof device === 'object' ? device : {}) : [];
  });
  return [...new Map(views.map((view) => [JSON.stringify([view.pci ?? view]), view])).values()];
}

interface View {
  pci: object | undefined;
  [key: string]: unknown;
}

function viewsOf(found: Attached, device: Given): View[] {
  if ('usb' in found) return [{ ...plain('usb', device), usb: usbView(found.usb), policy: policyOf(device) }];
  if ('pci' in found)
    return found.pci.map((address, index) => ({ ...placedIn(device, address, index), pci: pciParts(address) }));
  const { model, display, ramfb } = { model: 'vfio-pci', display: undefined, ramfb: undefined, ...device };
  const view = plain('mdev', device);
  const screen = { model, display: onOff(display), ramfb: onOff(ramfb) };
  return [{ ...view, attributes: { ...view.attributes, ...screen }, mdev: found.mdev }];
}

function plain(type: string, device: Given) {
  return {
    attributes: { mode: 'subsystem', type, managed: yesNo(device.managed ?? true) },
    pci: undefined,
    usb: undefined,
    mdev: undefined,
    policy: undefined,
    rom: romOf(device),
    placed: placedView(device),
  };
}

/** Several functions of one card keep their function numbers in the guest, which boots from the first one. */
function placedIn(device: Given, address: string, index: number) {
  const [boot_order, multifunction] = index === 0 ? [device.boot_order, device.multifunction] : [undefined, undefined];
  const own = device.address && index > 0 ? device.address.replace(/.$/, address.slice(-1)) : device.address;
  return plain('pci', { ...device, boot_order, multifunction, address: own } as Given);
}

function romOf(device: Given): object | undefined {
  const rom = 'rom' in device ? device.rom : undefined;
  if (rom === undefined) return undefined;
  return rom === 'off' ? { bar: 'off' } : { bar: onOff(rom.bar), file: rom.file };
}

function policyOf(device: Given): object {
  return { startupPolicy: 'startup_policy' in device ? device.startup_policy : undefined };
}

function usbView(id: string): object {
  const [vendor, product] = id.split(':');
  return { vendor: `0x${vendor}`, product: `0x${product}` };
}

/** The PCI addresses among a guest's devices and network cards. */
export function pciAddresses({ attached, networks }: Pick<Guest, 'attached' | 'networks'>): string[] {
  const devices = attached.flatMap((device) => (device && 'pci' in device ? device.pci : []));
  return [...new Set([...devices, ...networks.flatMap(({ hostdev }) => hostdev ?? [])])];
}

/** The UUIDs of a guest's mediated devices. */
export function mediatedUuids({ attached }: Pick<Guest, 'attached'>): string[] {
  return [...new Set(attached.flatMap((device) => (device && 'mdev' in device ? [device.mdev] : [])))];
}
