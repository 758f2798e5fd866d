import * as z from 'zod';
import {
  domainName,
  hostname,
  interfaceName,
  ipv4Address,
  ipv4Prefix,
  ipv6Address,
  ipv6Prefix,
  macAddress,
  markup,
  mtu,
  plainText,
} from '#src/profile/scalars.ts';
import { dnsSchema, port } from './dns/schema.ts';

const first = 'First address of the range.';
const last = 'Last address of the range.';
const v4Range = z.strictObject({
  start: ipv4Address.describe(first).meta({ examples: ['192.168.122.100'] }),
  end: ipv4Address.describe(last).meta({ examples: ['192.168.122.199'] }),
});
const v6Range = z.strictObject({
  start: ipv6Address.describe(first).meta({ examples: ['fd00:1::100'] }),
  end: ipv6Address.describe(last).meta({ examples: ['fd00:1::199'] }),
});
const leaseName = hostname
  .optional()
  .describe('Name that the guest gets.')
  .meta({ examples: ['nas'] });
const leaseAddress = 'Address that the guest gets.';

const dhcp = z.strictObject({
  ranges: z
    .array(v4Range)
    .optional()
    .describe('Addresses for guests; by default the larger range next to the address of the host.')
    .meta({ examples: [[{ start: '192.168.122.100', end: '192.168.122.199' }]] }),
  hosts: z
    .array(
      z.strictObject({
        mac: macAddress.describe('MAC address of the guest.').meta({ examples: ['52:54:00:12:34:56'] }),
        name: leaseName,
        ip: ipv4Address.describe(leaseAddress).meta({ examples: ['192.168.122.10'] }),
      }),
    )
    .default([])
    .describe('Static DHCP leases.')
    .meta({ examples: [[{ mac: '52:54:00:12:34:56', name: 'nas', ip: '192.168.122.10' }]] }),
  bootp: z
    .strictObject({
      file: plainText
        .min(1)
        .describe('Name of the file on the server.')
        .meta({ examples: ['pxelinux.0'] }),
      server: hostname
        .optional()
        .describe('TFTP server; the host by default.')
        .meta({ examples: ['192.168.122.5'] }),
    })
    .optional()
    .describe('File that guests boot over the network.'),
});

const ipv6 = z.strictObject({
  address: ipv6Prefix.describe('Address of the host in this network, with prefix length.'),
  dhcp: z
    .strictObject({
      ranges: z
        .array(v6Range)
        .default([])
        .describe('Addresses for guests.')
        .meta({ examples: [[{ start: 'fd00:1::100', end: 'fd00:1::199' }]] }),
      hosts: z
        .array(
          z.strictObject({
            id: plainText
              .optional()
              .describe('DHCP unique identifier (DUID) of the guest.')
              .meta({ examples: ['0:3:0:1:52:54:0:12:34:56'] }),
            name: leaseName,
            ip: ipv6Address.describe(leaseAddress).meta({ examples: ['fd00:1::10'] }),
          }),
        )
        .default([])
        .describe('Static DHCP leases.')
        .meta({ examples: [[{ name: 'nas', ip: 'fd00:1::10' }]] }),
    })
    .optional()
    .describe('Address range of the leases; without it guests configure their own addresses.'),
});

const device = interfaceName.describe('A network card of the host.').meta({ examples: ['eth0'] });

const routeTo = 'The network behind the guest.';
const routeBy = 'Address of the guest in this network.';
const metric = z
  .int()
  .min(1)
  .optional()
  .describe('Of several routes, the one with the lowest metric is used.')
  .meta({ examples: [2] });

export const networkSchema = z.strictObject({
  forward: z
    .enum(['nat', 'route', 'open', 'none', 'bridge', 'private', 'vepa', 'passthrough'])
    .default('nat')
    .describe(
      'How guests reach other networks; none isolates them. bridge: through a bridge of the host, or through its card dev by ' +
        'macvtap, as private, vepa and passthrough do.',
    ),
  dev: z
    .union([device, z.array(device).min(1, 'a list of cards\nWrite one or more.')])
    .optional()
    .describe(
      'Network card that it uses: with nat and route the only one; with macvtap one, or several to choose from.',
    ),
  nat: z
    .strictObject({
      address: v4Range.optional().describe('Source addresses for the traffic of guests.'),
      port: z
        .strictObject({
          start: port.describe('First port.').meta({ examples: [1024] }),
          end: port.describe('Last port.').meta({ examples: [65535] }),
        })
        .optional()
        .describe('Source ports for the traffic of guests.'),
      ipv6: z.boolean().optional().describe('Whether IPv6 is translated too.'),
    })
    .optional()
    .describe('With forward nat: the translation of guest addresses.')
    .meta({ examples: [{ port: { start: 1024, end: 65535 } }] }),
  bridge: interfaceName
    .optional()
    .describe('Name of its bridge; by default virbr0, virbr1 … by place. With forward bridge: the bridge of the host.'),
  mac: macAddress.optional().describe('MAC address of its bridge; random by default.'),
  stp: z.boolean().default(true).describe('Spanning tree.'),
  delay: z
    .int()
    .min(0)
    .max(30)
    .default(0)
    .describe('Seconds until a new port forwards traffic (forward delay).')
    .meta({ examples: [2] }),
  mtu: mtu
    .optional()
    .describe('Maximum packet size (MTU).')
    .meta({ examples: [9000] }),
  domain: z
    .union([
      domainName,
      z.strictObject({
        name: domainName.describe('The domain.').meta({ examples: ['guests.lan.example'] }),
        local_only: z.boolean().optional().describe('Whether queries for it are answered by the host alone.'),
      }),
    ])
    .optional()
    .describe('Domain of the guests; local_only: queries for it are not forwarded.')
    .meta({ examples: ['guests.lan.example'] }),
  address: ipv4Prefix.optional().describe('Address of the host in this network, with prefix length.'),
  dhcp: z
    .union([z.boolean(), dhcp])
    .default(true)
    .describe(
      'Whether guests get an address from the host: from the larger range next to its own address, or as given here.',
    ),
  ipv6: ipv6
    .optional()
    .describe('The same for IPv6.')
    .meta({ examples: [{ address: 'fd00:1::1/64' }] }),
  dns: dnsSchema.optional().describe('DNS server of the host for the guests.'),
  routes: z
    .array(
      z.union([
        z.strictObject({
          to: ipv4Prefix.describe(routeTo).meta({ examples: ['10.1.0.0/16'] }),
          gateway: ipv4Address.describe(routeBy).meta({ examples: ['192.168.122.2'] }),
          metric,
        }),
        z.strictObject({
          to: ipv6Prefix.describe(routeTo).meta({ examples: ['fd00:2::/64'] }),
          gateway: ipv6Address.describe(routeBy).meta({ examples: ['fd00:1::2'] }),
          metric,
        }),
      ]),
    )
    .default([])
    .describe('Networks behind one of the guests.')
    .meta({ examples: [[{ to: '10.1.0.0/16', gateway: '192.168.122.2' }]] }),
  autostart: z.boolean().default(true).describe('Whether the network is started with the host.'),
  xml: markup.optional().describe('XML without a key of its own, added verbatim at the end of the network.'),
});
