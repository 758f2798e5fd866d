import * as z from 'zod';
import { deviceId, moduleName, pciAddress, pciAddressOrName, pciSlot, usbPort } from '../../profile/scalars.ts';

const device = () =>
  z.union([
    pciAddressOrName,
    z.strictObject({
      address: pciAddress.describe('Where the device is.'),
      id: deviceId.optional().describe('What must be found there; anything else is left alone.'),
    }),
    z.strictObject({ id: deviceId.describe('vendor:device. Every device with it is passed through.') }),
    z.strictObject({
      usb: deviceId.describe('vendor:product. The PCI controller that this USB device hangs on (needs facts).'),
    }),
    z.strictObject({
      usb_port: usbPort.describe(
        'The PCI controller that this USB port belongs to, whatever is plugged in (needs facts).',
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
        "Whose IOMMU is switched on. auto takes the facts' vendor; without facts intel_iommu=on iommu=pt, which AMD ignores.",
      ),
    devices: z
      .array(device())
      .default([])
      .describe(
        'PCI devices that are kept from the host and bound to vfio-pci at boot, with everything of their IOMMU groups.',
      )
      .meta({ examples: [['0000:00:1a.0', { id: '8086:3a67' }, { usb: '10c4:ea60' }]] }),
    before: z
      .array(moduleName)
      .default([])
      .describe('Native drivers that must wait until vfio-pci has taken its devices.')
      .meta({ examples: [['igb']] }),
    allow_unsafe_interrupts: z
      .boolean()
      .default(false)
      .describe('Pass devices through without interrupt remapping: a guest can then inject interrupts into the host.'),
  })
  .prefault({})
  .describe('PCI devices for guests.');
