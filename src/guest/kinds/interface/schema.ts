import * as z from 'zod';
import { guestName, interfaceName, macAddress, mtu, pciAddressOrName, vlanId } from '#src/profile/scalars.ts';
import { bootOrderSchema, placedSchema } from '../address/schema.ts';

export const interfaceSchema = z.strictObject({
  bridge: interfaceName.optional().describe('A bridge of the host.'),
  network: guestName.optional().describe('Or a virtual network.'),
  direct: z
    .union([
      interfaceName,
      z.strictObject({
        dev: interfaceName.describe('The network card of the host.'),
        mode: z
          .enum(['bridge', 'vepa', 'private', 'passthrough'])
          .default('bridge')
          .describe(
            'bridge: guests of the card reach each other directly; vepa: through the switch; private: not at all; passthrough: one guest alone has the card.',
          ),
      }),
    ])
    .optional()
    .describe('Or a network card of the host, through macvtap; the guest cannot reach the host itself this way.')
    .meta({ examples: ['eth0'] }),
  user: z
    .union([z.literal(true), z.literal('passt')])
    .optional()
    .describe('Or the network connection of the host, without access from outside: true, or passt.'),
  hostdev: pciAddressOrName
    .optional()
    .describe(
      'Or a virtual function of a network card, which the guest gets itself. libvirt gives it this MAC address and this VLAN.',
    )
    .meta({ examples: ['0000:03:10.0'] }),
  mac: macAddress.optional().describe('Derived from host, guest and position by default.'),
  model: z
    .enum([
      'virtio',
      'e1000e',
      'e1000',
      'rtl8139',
      'virtio-transitional',
      'virtio-non-transitional',
      'igb',
      'virtio-net',
      'pcnet',
      'ne2k_pci',
      'vmxnet3',
    ])
    .optional()
    .describe('Network card that the guest sees; virtio by default, if its operating system has the driver.'),
  portgroup: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.:-]*$/, 'the name of a group of ports\nUse letters, digits and _ . : -.')
    .optional()
    .describe('With network: one of its port groups.')
    .meta({ examples: ['servers'] }),
  vlan: z
    .union([
      vlanId,
      z.strictObject({
        tags: z
          .array(vlanId)
          .min(1, 'a list of VLANs\nWrite one or more.')
          .describe('VLANs that the guest sees.')
          .meta({ examples: [[42, 43]] }),
        native: vlanId.optional().describe('The native VLAN, which is sent untagged.'),
      }),
    ])
    .optional()
    .describe('VLAN of the port, or several; for Open vSwitch and virtual functions of a network card.')
    .meta({ examples: [42] }),
  virtualport: z
    .literal('openvswitch')
    .optional()
    .describe(
      'For an Open vSwitch bridge, which ovs-vsctl creates on the target; its package and services are added. Other types need parameters, and therefore xml.',
    ),
  driver: z.enum(['vhost', 'qemu']).optional().describe('What processes the packets of a virtio card.'),
  queues: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe('Number of queues of a virtio card.')
    .meta({ examples: [4] }),
  mtu: mtu
    .optional()
    .describe('Maximum packet size (MTU).')
    .meta({ examples: [9000] }),
  link_state: z.enum(['up', 'down']).optional().describe('Whether the virtual cable is plugged in.'),
  target: interfaceName
    .optional()
    .describe('Name of the interface on the host.')
    .meta({ examples: ['tap-ana'] }),
  filter: z
    .string()
    .regex(/^[a-zA-Z_][a-zA-Z0-9_.-]*$/, 'a network filter\nvirsh nwfilter-list lists them.')
    .optional()
    .describe("One of libvirt's network filters.")
    .meta({ examples: ['clean-traffic'] }),
  trust_guest_rx_filters: z.boolean().optional().describe('Whether the guest may change its MAC address.'),
  rom: z
    .union([
      z.literal('off'),
      z.strictObject({ bar: z.boolean().optional().describe('Whether the guest sees its ROM.') }),
    ])
    .optional()
    .describe('off: remove the ROM for booting from the network.'),
  boot_order: bootOrderSchema,
  ...placedSchema,
});
