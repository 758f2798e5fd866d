import * as z from 'zod';
import {
  domainName,
  guestName,
  hostname,
  interfaceName,
  ipAddress,
  ipv4Address,
  ipv4Prefix,
  ipv6Address,
  ipv6Prefix,
  macAddress,
  markup,
  mtu,
  plainText,
} from '#src/profile/scalars.ts';

const v4Range = z.strictObject({ start: ipv4Address, end: ipv4Address });
const v6Range = z.strictObject({ start: ipv6Address, end: ipv6Address });
const port = z
  .int('a port\nWrite a whole number.')
  .min(1, 'a port\nWrite 1 to 65535.')
  .max(65535, 'a port\nWrite less.');

const dhcp = z.strictObject({
  ranges: z
    .array(v4Range)
    .optional()
    .describe('Addresses for guests; by default the larger range next to the address of the host.')
    .meta({ examples: [[{ start: '192.168.122.100', end: '192.168.122.199' }]] }),
  hosts: z
    .array(z.strictObject({ mac: macAddress, name: hostname.optional(), ip: ipv4Address }))
    .default([])
    .describe('Static DHCP leases.')
    .meta({ examples: [[{ mac: '52:54:00:12:34:56', name: 'nas', ip: '192.168.122.10' }]] }),
  bootp: z
    .strictObject({ file: plainText.min(1), server: hostname.optional() })
    .optional()
    .describe('File that guests boot over the network.'),
});

const ipv6 = z.strictObject({
  address: ipv6Prefix.describe('Address of the host in this network, with prefix length.'),
  dhcp: z
    .strictObject({
      ranges: z.array(v6Range).default([]),
      hosts: z
        .array(z.strictObject({ id: plainText.optional(), name: hostname.optional(), ip: ipv6Address }))
        .default([]),
    })
    .optional()
    .describe('Address range of the leases; without it guests configure their own addresses.'),
});

const dns = z.strictObject({
  enable: z.boolean().optional().describe('Whether the host answers DNS queries.'),
  forwarders: z
    .array(z.union([ipAddress, z.strictObject({ domain: domainName, addr: ipAddress.optional() })]))
    .default([])
    .describe('Servers to forward queries to.')
    .meta({ examples: [['9.9.9.9']] }),
  hosts: z
    .record(ipAddress, z.array(hostname).min(1, 'a list of names\nWrite one or more.'))
    .default({})
    .describe('Names by address.')
    .meta({ examples: [{ '192.168.122.1': ['gateway'] }] }),
  txt: z.record(domainName, plainText).default({}).describe('TXT records.'),
  srv: z
    .array(
      z.strictObject({
        service: guestName,
        protocol: z.enum(['tcp', 'udp']),
        domain: domainName.optional(),
        target: hostname.optional(),
        port: port.optional(),
        priority: z.int().min(0).max(65535).optional(),
        weight: z.int().min(0).max(65535).optional(),
      }),
    )
    .default([])
    .describe('SRV records.'),
});

const device = interfaceName.describe('A network card of the host.').meta({ examples: ['eth0'] });

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
      port: z.strictObject({ start: port, end: port }).optional().describe('Source ports for the traffic of guests.'),
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
  delay: z.int().min(0).max(30).default(0).describe('Seconds until a new port forwards traffic (forward delay).'),
  mtu: mtu
    .optional()
    .describe('Maximum packet size (MTU).')
    .meta({ examples: [9000] }),
  domain: z
    .union([domainName, z.strictObject({ name: domainName, local_only: z.boolean().optional() })])
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
  dns: dns.optional().describe('DNS server of the host for the guests.'),
  routes: z
    .array(
      z.union([
        z.strictObject({ to: ipv4Prefix, gateway: ipv4Address, metric: z.int().min(1).optional() }),
        z.strictObject({ to: ipv6Prefix, gateway: ipv6Address, metric: z.int().min(1).optional() }),
      ]),
    )
    .default([])
    .describe('Networks behind one of the guests.')
    .meta({ examples: [[{ to: '10.1.0.0/16', gateway: '192.168.122.2' }]] }),
  autostart: z.boolean().default(true),
  xml: markup.optional().describe('XML without a key of its own, added verbatim at the end of the network.'),
});
