import * as z from 'zod';
import { deviceId, guestFile, pciAddressOrName, pciSlot, usbPort, uuid } from '#src/profile/scalars.ts';
import { bootOrderSchema, placedSchema } from '../address/schema.ts';

const given = {
  managed: z.boolean().default(true).describe('Whether libvirt detaches it from the host and reattaches it.'),
  boot_order: bootOrderSchema,
  ...placedSchema,
};

const pci = {
  rom: z
    .union([
      z.literal('off'),
      z.strictObject({
        bar: z.boolean().optional().describe('Whether the guest sees its ROM.'),
        file: guestFile
          .optional()
          .describe('A file to use instead.')
          .meta({ examples: ['/srv/vbios.rom'] }),
      }),
    ])
    .optional()
    .describe('The ROM of the device: off, or a file to use instead.')
    .meta({ examples: ['off', { file: '/srv/vbios.rom' }] }),
  ...given,
};

const usb = {
  startup_policy: z
    .enum(['mandatory', 'requisite', 'optional'])
    .optional()
    .describe('Whether the guest starts without it; mandatory by default.'),
  replug: z
    .boolean()
    .optional()
    .describe('Whether the running guest gets it again after it was unplugged: any device with this vendor:product.'),
  ...given,
};

const mdev = {
  mdev: uuid.describe('UUID of a mediated device, such as a part of a graphics card.'),
  model: z.enum(['vfio-pci']).default('vfio-pci').describe('How the device is given to the guest.'),
  display: z.boolean().optional().describe('Whether it is a display of the guest.'),
  ramfb: z.boolean().optional().describe('Whether the display works before its driver is loaded.'),
};

export const hostdevSchema = z
  .union([
    pciAddressOrName,
    z.strictObject({ pci: pciAddressOrName.describe('A PCI device, with additional keys.'), ...pci }),
    z.strictObject({
      id: deviceId.describe('vendor:device of the one PCI device that has it (needs facts).'),
      ...pci,
    }),
    z.strictObject({
      usb: deviceId.describe(
        'vendor:product of a USB device. With facts, if its controller is under passthrough, the controller.',
      ),
      ...usb,
    }),
    z.strictObject({
      usb_port: usbPort.describe(
        'The device plugged in there or, if its controller is in passthrough.devices, the controller (needs facts).',
      ),
      ...usb,
    }),
    z.strictObject({ slot: pciSlot.describe('Every function of this PCI card or chip (needs facts).'), ...pci }),
    z.strictObject({ ...mdev, ...given }),
  ])
  .describe('A PCI device by address, name, id or slot, a USB device by id or port, or a mediated device.')
  .meta({ examples: ['pci_0000_00_1a_0', { pci: '0000:01:00.0', rom: { file: '/srv/vbios.rom' } }] });
