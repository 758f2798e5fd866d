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
} from '../../profile/scalars.ts';

const port = () =>
  z
    .union([
      interfaceName,
      z.strictObject({
        mac: macAddress.describe('Address that the card was made with.'),
        name: interfaceName.optional().describe('Name that it gets; derived from the address by default.'),
      }),
    ])
    .describe('A card by name, or by MAC address where names may shift (cards that are passed through shift them).');

const ports = (what: string) =>
  z
    .array(port())
    .min(1, `a list with at least one port\nName the cards of the ${what}.`)
    .describe(`Cards of the ${what}.`);

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
    .describe('auto (router advertisements, the kernel does it by itself), none, or a static address.');

const interfaceSchema = z.strictObject({
  mac: macAddress
    .optional()
    .describe('For a plain card: the address that finds it, so that the name above is given to this very card.'),
  bridge: z
    .strictObject({
      ports: z.array(port()).describe('Cards of the bridge; none makes one for guests only.'),
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
        .describe('As the kernel names it.'),
      miimon: number(0, 60_000, 'a time in milliseconds').default(100).describe('Link check interval in milliseconds.'),
    })
    .optional()
    .describe('Makes this a bond.'),
  vlan: z
    .strictObject({
      link: interfaceName.describe('Interface that carries the tagged frames.'),
      id: number(1, 4094, 'a VLAN id').describe('VLAN id, 1 to 4094.'),
    })
    .optional()
    .describe('Makes this a VLAN of another interface.'),
  ipv4: ipv4().default('none'),
  ipv6: ipv6().default('auto'),
  mtu: mtu.optional().describe('Largest packet in bytes.'),
});

export const networkSchema = z
  .strictObject({
    interfaces: z
      .record(interfaceName, interfaceSchema)
      .default({ eth0: { ipv4: 'dhcp', ipv6: 'auto' } })
      .describe('Interfaces that carry an address or have parts, by name; plain ports need no entry.'),
    dns: z
      .strictObject({
        servers: z.array(ipAddress).default([]).describe('Name servers; empty takes those of DHCP.'),
        search: z.array(domainName).default([]).describe('Domains to search.'),
      })
      .prefault({})
      .describe('Name resolution.'),
  })
  .prefault({})
  .describe('Interfaces and name resolution.');
