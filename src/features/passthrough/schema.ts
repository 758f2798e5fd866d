import * as z from 'zod';
import { deviceId, moduleName, pciAddress, pciAddressOrName, pciSlot, usbPort } from '../../profile/scalars.ts';

const device = () =>
  z.union([
    pciAddressOrName,
    z.strictObject({
      address: pciAddress.describe('PCI address of the device.'),
      id: deviceId.optional().describe('Id that the device must have; otherwise it is not bound.'),
    }),
    z.strictObject({ id: deviceId.describe('vendor:device. Every device with this id is passed through.') }),
    z.strictObject({
      usb: deviceId.describe('vendor:product. The PCI controller that this USB device is attached to (needs facts).'),
    }),
    z.strictObject({
      usb_port: usbPort.describe(
        'The PCI controller that this USB port belongs to, regardless of what is plugged in (needs facts).',
      ),
    }),
    z.strictObject({ slot: pciSlot.describe('Every function of this card or chip (needs facts).') }),
  ]);

export const passthroughSchema = z
  .strictObject({
    iommu: z
      .enum(['auto', 'intel', 'amd'])
      .default('auto')
      .describe(
        'Vendor of the IOMMU to enable. auto uses the vendor in the facts; without facts it sets intel_iommu=on iommu=pt, which AMD ignores.',
      ),
    devices: z
      .array(device())
      .default([])
      .describe(
        'PCI devices to bind to vfio-pci at boot instead of their drivers, with all devices of their IOMMU groups.',
      )
      .meta({ examples: [['0000:00:1a.0', { id: '8086:3a67' }, { usb: '10c4:ea60' }]] }),
    before: z
      .array(moduleName)
      .default([])
      .describe('Native drivers that must wait until vfio-pci has bound its devices.')
      .meta({ examples: [['igb']] }),
    allow_unsafe_interrupts: z
      .boolean()
      .default(false)
      .describe('Pass devices through without interrupt remapping: a guest can then inject interrupts into the host.'),
  })
  .prefault({})
  .describe('PCI devices for guests.');
