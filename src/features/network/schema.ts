import * as z from 'zod';
import {
  domainName,
  interfaceName,
  ipAddress,
  ipv4Address,
  ipv4Prefix,
  ipv6Address,
  ipv6Prefix,
  macAddress,
  mtu,
  number,
  vlanId,
} from '../../profile/scalars.ts';

const port = () =>
  z
    .union([
      interfaceName,
      z.strictObject({
        mac: macAddress.describe('Permanent MAC address of the card.'),
        name: interfaceName.optional().describe('Name for the card; derived from the address by default.'),
      }),
    ])
    .describe('A network card by name, or by MAC address if names can change (passing cards through changes them).');

const ports = (what: string) =>
  z
    .array(port())
    .min(1, `a list with at least one port\nName the network cards of the ${what}, such as [eth0, eth1].`)
    .describe(`Cards of the ${what}.`)
    .meta({ examples: [['eth0', 'eth1']] });

const ipv4 = () =>
  z
    .union([
      z.enum(['dhcp', 'none']),
      z.strictObject({
        address: ipv4Prefix.describe('Address and prefix length.'),
        gateway: ipv4Address.optional().describe('Default route.'),
      }),
    ])
    .describe('dhcp, none, or a static address.');

const ipv6 = () =>
  z
    .union([
      z.enum(['auto', 'none']),
      z.strictObject({
        address: ipv6Prefix.describe('Address and prefix length.'),
        gateway: ipv6Address.optional().describe('Default route.'),
      }),
    ])
    .describe('auto (from router advertisements), none, or a static address.');

const interfaceSchema = z.strictObject({
  mac: macAddress
    .optional()
    .describe('For a plain network card: its MAC address, so that exactly this card gets the name above.'),
  bridge: z
    .strictObject({
      ports: z
        .array(port())
        .describe('Network cards of the bridge; an empty list makes a bridge for guests only.')
        .meta({ examples: [['eth0']] }),
      stp: z.boolean().default(false).describe('Spanning tree protocol.'),
    })
    .optional()
    .describe('Makes this a bridge.'),
  bond: z
    .strictObject({
      ports: ports('bond'),
      mode: z
        .enum(['active-backup', '802.3ad', 'balance-rr', 'balance-xor', 'balance-alb', 'balance-tlb', 'broadcast'])
        .default('active-backup')
        .describe('Bonding mode, as named by the kernel.'),
      miimon: number(0, 60_000, 'a time in milliseconds')
        .default(100)
        .describe('Link check interval in milliseconds.')
        .meta({ examples: [200] }),
    })
    .optional()
    .describe('Makes this a bond.'),
  vlan: z
    .strictObject({
      link: interfaceName.describe('Interface that carries the tagged frames.'),
      id: vlanId.describe('VLAN id, 1 to 4094.'),
    })
    .optional()
    .describe('Makes this a VLAN of another interface.'),
  ipv4: ipv4().default('none'),
  ipv6: ipv6().default('auto'),
  mtu: mtu.optional().describe('Maximum packet size (MTU) in bytes.'),
});

export const networkSchema = z
  .strictObject({
    interfaces: z
      .record(interfaceName, interfaceSchema)
      .default({ eth0: { ipv4: 'dhcp', ipv6: 'auto' } })
      .describe('Interfaces with an address or with ports, by name; plain ports need no entry.')
      .meta({ examples: [{ br0: { bridge: { ports: ['eth0'] }, ipv4: 'dhcp' } }] }),
    dns: z
      .strictObject({
        servers: z.array(ipAddress).default([]).describe('Name servers; an empty list uses those from DHCP.'),
        search: z.array(domainName).default([]).describe('Search domains.'),
      })
      .prefault({})
      .describe('Name resolution.'),
  })
  .prefault({})
  .describe('Interfaces and name resolution.');
