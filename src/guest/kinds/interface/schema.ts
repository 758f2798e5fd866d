import * as z from 'zod';
import { guestName, interfaceName, macAddress, mtu } from '#src/profile/scalars.ts';
import { bootOrderSchema, placedSchema } from '../address/schema.ts';

const vlanId = z
  .int('the number of a VLAN\nWrite a whole number.')
  .min(1, 'the number of a VLAN\nWrite 1 to 4094.')
  .max(4094, 'the number of a VLAN\nWrite 1 to 4094.');

export const interfaceSchema = z.strictObject({
  bridge: interfaceName.optional().describe('A bridge of the host.'),
  network: guestName.optional().describe('Or a virtual network.'),
  direct: z
    .union([
      interfaceName,
      z.strictObject({
        dev: interfaceName.describe('The card of the host.'),
        mode: z.enum(['bridge', 'vepa', 'private', 'passthrough']).default('bridge'),
      }),
    ])
    .optional()
    .describe('Or a card of the host, by macvtap: the host itself cannot be reached that way.')
    .meta({ examples: ['eth0'] }),
  user: z
    .union([z.literal(true), z.literal('passt')])
    .optional()
    .describe("Or the host's connections, with nothing to be reached from outside: true, or passt."),
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
    .describe('Card that the guest sees: virtio, if its system has the driver.'),
  portgroup: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.:-]*$/, 'the name of a group of ports\nUse letters, digits and _ . : -.')
    .optional()
    .describe('With network: one of its groups of ports.'),
  vlan: z
    .union([
      vlanId,
      z.strictObject({
        tags: z.array(vlanId).min(1, 'a list of VLANs\nWrite one or more.'),
        native: vlanId.optional().describe('The one that is sent without its number.'),
      }),
    ])
    .optional()
    .describe('VLAN of the port, or several; for Open vSwitch and functions of a card.')
    .meta({ examples: [42] }),
  virtualport: z.literal('openvswitch').optional().describe('Kind of the port; others need parameters, and so xml.'),
  driver: z.enum(['vhost', 'qemu']).optional().describe('Who moves the packets of a virtio card.'),
  queues: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe('Queues of a virtio card.')
    .meta({ examples: [4] }),
  mtu: mtu
    .optional()
    .describe('Largest packet.')
    .meta({ examples: [9000] }),
  link_state: z.enum(['up', 'down']).optional().describe('Whether the cable is plugged in.'),
  target: interfaceName
    .optional()
    .describe("Name of the host's end.")
    .meta({ examples: ['tap-ana'] }),
  filter: z
    .string()
    .regex(/^[a-zA-Z_][a-zA-Z0-9_.-]*$/, 'a network filter\nvirsh nwfilter-list lists them.')
    .optional()
    .describe("One of libvirt's network filters.")
    .meta({ examples: ['clean-traffic'] }),
  trust_guest_rx_filters: z.boolean().optional().describe('Whether the guest may change its address.'),
  rom: z
    .union([z.literal('off'), z.strictObject({ bar: z.boolean().optional() })])
    .optional()
    .describe('off: without the ROM that boots from the network.'),
  boot_order: bootOrderSchema,
  ...placedSchema,
});
