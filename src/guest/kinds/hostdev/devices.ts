import type { Path } from '#src/findings/finding.ts';
import type { Host } from '#src/host/host.ts';
import type { Selector } from '#src/machine/selectors.ts';
import { isOptional, isReplugged, selectorOf } from './selector.ts';

/** An entry of a guest's list that names a device of the machine, with the device itself. */
export interface Device {
  guest: string;
  autostart: boolean;
  selector: Selector;
  path: Path;
  /** Whether it is selected by an attached USB device. */
  viaUsb: boolean;
  pci: string[];
  /** Whether it is the network card of a guest, which must be a virtual function. */
  card?: boolean;
  usb?: string | undefined;
  /** Whether the guest gets it again after it was unplugged. */
  replug?: boolean;
  /** Whether the guest starts without it. */
  optional?: boolean;
}

/** Every entry that names a device of the machine: of `hostdevs`, and network cards that are virtual functions. */
export function devicesOf(host: Host): Device[] {
  return [...listedDevices(host), ...cards(host)];
}

function cards({ vms }: Host): Device[] {
  return Object.entries(vms).flatMap(([guest, { networks, autostart }]) =>
    networks.flatMap(({ hostdev }, index) =>
      hostdev === undefined
        ? []
        : [
            {
              ...{ guest, autostart, selector: hostdev, viaUsb: false, pci: [hostdev], card: true },
              path: ['vms', guest, 'networks', index, 'hostdev'],
            },
          ],
    ),
  );
}

function listedDevices({ vms }: Host): Device[] {
  return Object.entries(vms).flatMap(([guest, { hostdevs, attached, autostart }]) =>
    hostdevs.flatMap((device, index) => {
      const found = attached[index];
      const selector = selectorOf(device);
      if (selector === undefined) return [];
      return {
        guest,
        autostart,
        selector,
        path: ['vms', guest, 'hostdevs', index],
        viaUsb: typeof selector === 'object' && ('usb' in selector || 'usb_port' in selector),
        pci: found && 'pci' in found ? found.pci : [],
        usb: found && 'usb' in found ? found.usb : undefined,
        replug: isReplugged(device),
        optional: isOptional(device),
      };
    }),
  );
}
