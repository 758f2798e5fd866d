import * as z from 'zod';
import { domainName, guestName, hostname, ipAddress, plainText } from '#src/profile/scalars.ts';

export const port = z
  .int('a port\nWrite a whole number.')
  .min(1, 'a port\nWrite 1 to 65535.')
  .max(65535, 'a port\nWrite less.');

export const dnsSchema = z.strictObject({
  enable: z.boolean().optional().describe('Whether the host answers DNS queries.'),
  forwarders: z
    .array(
      z.union([
        ipAddress,
        z.strictObject({
          domain: domainName.describe('Only queries for this domain.').meta({ examples: ['lan.example'] }),
          addr: ipAddress
            .optional()
            .describe('Server; without one the queries are answered by the host alone.')
            .meta({ examples: ['10.0.0.53'] }),
        }),
      ]),
    )
    .default([])
    .describe('Servers to forward queries to.')
    .meta({ examples: [['9.9.9.9']] }),
  hosts: z
    .record(ipAddress, z.array(hostname).min(1, 'a list of names\nWrite one or more.'))
    .default({})
    .describe('Names by address.')
    .meta({ examples: [{ '192.168.122.1': ['gateway'] }] }),
  txt: z
    .record(domainName, plainText)
    .default({})
    .describe('TXT records.')
    .meta({ examples: [{ 'example.org': 'v=spf1 -all' }] }),
  srv: z
    .array(
      z.strictObject({
        service: guestName.describe('Name of the service, without an underscore.').meta({ examples: ['ldap'] }),
        protocol: z.enum(['tcp', 'udp']).describe('Its protocol.'),
        domain: domainName
          .optional()
          .describe('Domain of the record; that of the network by default.')
          .meta({ examples: ['lan.example'] }),
        target: hostname
          .optional()
          .describe('Host that offers the service.')
          .meta({ examples: ['nas.lan.example'] }),
        port: port
          .optional()
          .describe('Its port there.')
          .meta({ examples: [389] }),
        priority: z
          .int()
          .min(0)
          .max(65535)
          .optional()
          .describe('The lowest is tried first.')
          .meta({ examples: [10] }),
        weight: z
          .int()
          .min(0)
          .max(65535)
          .optional()
          .describe('Share among records of the same priority.')
          .meta({ examples: [50] }),
      }),
    )
    .default([])
    .describe('SRV records.')
    .meta({ examples: [[{ service: 'ldap', protocol: 'tcp', target: 'nas.lan.example', port: 389 }]] }),
});
