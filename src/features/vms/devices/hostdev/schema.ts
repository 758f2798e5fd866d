import * as z from 'zod';
import { deviceId, pciAddressOrName } from '../../../../profile/scalars.ts';

export const hostdevSchema = z
  .union([pciAddressOrName, z.strictObject({ usb: deviceId.describe('vendor:product of a USB device.') })])
  .describe('A PCI device by address or name, or a USB device.');
