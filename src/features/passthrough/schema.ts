import * as z from 'zod';
import {
  deviceId,
  macAddress,
  moduleName,
  number,
  pciAddress,
  pciAddressOrName,
  pciSlot,
  usbPort,
  uuid,
  vlanId,
} from '../../profile/scalars.ts';

const device = () =>
  z.union([
    pciAddressOrName,
    z.strictObject({
      address: pciAddress.describe('PCI address of the device.'),
      id: deviceId.optional().describe('Id that the device must have; otherwise it is not bound.'),
      on_loan: z
        .boolean()
        .optional()
        .describe(
          'Whether the host has it until somebody runs mkapkovl-host lend GUEST, and again after mkapkovl-host return GUEST. Not for disk, network and USB controllers, whose drivers do not let go safely.',
        ),
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

const parentId = deviceId.optional().describe('Id that the device must have; otherwise nothing is made of it.');

/** The lowest bit of the first byte marks a group address, which no card may have (IEEE 802). */
const ownAddress = macAddress.refine(
  (mac) => !(Number.parseInt(mac.slice(0, 2), 16) & 1),
  'the MAC address of one network card\nUse an address whose first byte is even, such as 52:54:00:12:34:56.',
);

const virtualFunction = z.strictObject({
  mac: ownAddress.optional().describe('Its MAC address; by default what its driver gives it.'),
  vlan: vlanId.optional().describe('The VLAN that the card puts its packets into. The guest cannot see or change it.'),
  trust: z.boolean().optional().describe('Whether the guest may change its MAC address and see packets for others.'),
  spoof_check: z.boolean().optional().describe('Whether the card drops packets with another MAC address than its own.'),
  host: z.boolean().default(false).describe('Whether the host keeps it, with its own driver.'),
});

const physicalFunction = z.strictObject({
  id: parentId,
  count: number(1, 65_535, 'a number of virtual functions')
    .describe('How many virtual functions to make.')
    .meta({ examples: [4] }),
  functions: z
    .array(virtualFunction)
    .default([])
    .describe(
      'Settings of the virtual functions, in order. Those that are left out are for guests and have no settings.',
    )
    .meta({ examples: [[{ mac: '52:54:00:12:34:56', vlan: 42 }, { trust: true }]] }),
});

const mediatedDevice = z.strictObject({
  parent: pciAddress.describe('PCI address of the device that it is a part of.'),
  id: parentId,
  type: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
      'a type of mediated devices\nls /sys/bus/pci/devices/ADDRESS/mdev_supported_types lists them.',
    )
    .describe('One of the types that the driver of the parent offers.')
    .meta({ examples: ['i915-GVTg_V5_4', 'nvidia-63'] }),
});

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
    virtual_functions: z
      .record(pciAddress, physicalFunction)
      .default({})
      .describe(
        'Virtual functions (SR-IOV), by the address of the card, which stays with the host. They are made at each start after networking, and vfio-pci gets them. Their number changes only while no one uses one.',
      )
      .meta({ examples: [{ '0000:03:00.0': { count: 4, functions: [{ vlan: 42 }] } }] }),
    mediated_devices: z
      .record(uuid, mediatedDevice)
      .default({})
      .describe('Mediated devices, such as parts of a graphics card, by UUID. They are made at each start.')
      .meta({
        examples: [{ '11111111-2222-4333-8444-555555555555': { parent: '0000:00:02.0', type: 'i915-GVTg_V5_4' } }],
      }),
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
