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
    .describe("What guests may get; by default all to the longer side of the host's address.")
    .meta({ examples: [[{ start: '192.168.122.100', end: '192.168.122.199' }]] }),
  hosts: z
    .array(z.strictObject({ mac: macAddress, name: hostname.optional(), ip: ipv4Address }))
    .default([])
    .describe('Who always gets the same.')
    .meta({ examples: [[{ mac: '52:54:00:12:34:56', name: 'nas', ip: '192.168.122.10' }]] }),
  bootp: z
    .strictObject({ file: plainText.min(1), server: hostname.optional() })
    .optional()
    .describe('What guests boot from over the network.'),
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
    .describe('Addresses given away; without it guests make their own.'),
});

const dns = z.strictObject({
  enable: z.boolean().optional().describe('Whether the host answers at all.'),
  forwarders: z
    .array(z.union([ipAddress, z.strictObject({ domain: domainName, addr: ipAddress.optional() })]))
    .default([])
    .describe('Who is asked in turn.')
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

const device = interfaceName.describe('A card of the host.').meta({ examples: ['eth0'] });

export const networkSchema = z.strictObject({
  forward: z
    .enum(['nat', 'route', 'open', 'none', 'bridge', 'private', 'vepa', 'passthrough'])
    .default('nat')
    .describe(
      'How guests reach the world; none isolates them. bridge: through a bridge of the host, or through its card dev by ' +
        'macvtap, as private, vepa and passthrough do.',
    ),
  dev: z
    .union([device, z.array(device).min(1, 'a list of cards\nWrite one or more.')])
    .optional()
    .describe(
      'The card that it goes through: with nat and route the only one; with macvtap one, or some to choose from.',
    ),
  nat: z
    .strictObject({
      address: v4Range.optional().describe('Addresses that guests come out with.'),
      port: z.strictObject({ start: port, end: port }).optional().describe('And ports.'),
      ipv6: z.boolean().optional().describe('Whether IPv6 is translated too.'),
    })
    .optional()
    .describe('With forward nat: what is put in place of the addresses of guests.')
    .meta({ examples: [{ port: { start: 1024, end: 65535 } }] }),
  bridge: interfaceName
    .optional()
    .describe('Name of its bridge; by default virbr0, virbr1 … by place. With forward bridge: the bridge of the host.'),
  mac: macAddress.optional().describe('Address of its bridge; drawn by lot otherwise.'),
  stp: z.boolean().default(true).describe('Spanning tree.'),
  delay: z.int().min(0).max(30).default(0).describe('Seconds until a new port is used.'),
  mtu: mtu
    .optional()
    .describe('Largest packet.')
    .meta({ examples: [9000] }),
  domain: z
    .union([domainName, z.strictObject({ name: domainName, local_only: z.boolean().optional() })])
    .optional()
    .describe('Domain of the guests; local_only: nobody else is asked about it.')
    .meta({ examples: ['guests.lan.example'] }),
  address: ipv4Prefix.optional().describe('Address of the host in this network, with prefix length.'),
  dhcp: z
    .union([z.boolean(), dhcp])
    .default(true)
    .describe('Whether guests get an address from the host: one of those to the longer side of its own, or as said.'),
  ipv6: ipv6
    .optional()
    .describe('The same for IPv6.')
    .meta({ examples: [{ address: 'fd00:1::1/64' }] }),
  dns: dns.optional().describe('What the host answers when guests ask for names.'),
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
  xml: markup.optional().describe('XML for which there is no key, put at the end of the network as it is.'),
});
