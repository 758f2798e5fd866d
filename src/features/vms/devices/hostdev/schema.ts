import * as z from 'zod';
import { deviceId, pciAddressOrName, pciSlot, usbPort } from '../../../../profile/scalars.ts';

export const hostdevSchema = z
  .union([
    pciAddressOrName,
    z.strictObject({ id: deviceId.describe('vendor:device of the one PCI device that has it (needs facts).') }),
    z.strictObject({
      usb: deviceId.describe(
        'vendor:product of a USB device. With facts, if its controller is under passthrough, the controller.',
      ),
    }),
    z.strictObject({
      usb_port: usbPort.describe(
        'What is plugged in there, or, if its controller is under passthrough, the controller (needs facts).',
      ),
    }),
    z.strictObject({ slot: pciSlot.describe('Every function of this PCI card or chip (needs facts).') }),
  ])
  .describe('A PCI device by address, name, id or slot, or a USB device by id or port.');
