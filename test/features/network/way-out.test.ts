import { expect, test } from 'vitest';
import { findingsFor } from '../../support/reported.ts';

async function wayOut(interfaces: string, more = ''): Promise<string[]> {
  const keys = `${more}network: { interfaces: { ${interfaces} }, dns: { servers: [9.9.9.9] } }\n`;
  const findings = await findingsFor(keys);
  return findings.flatMap(({ code, path }) => (code === 'no-default-route' ? [path] : []));
}

const alone = 'address: 192.0.2.10/24';
const routed = `${alone}, gateway: 192.0.2.1`;

test('an address without a gateway is reported, although IPv6 is automatic by default', async () => {
  expect(await wayOut(`eth0: { ipv4: { ${alone} } }`)).toEqual(['/network/interfaces/eth0/ipv4']);
  expect(await wayOut(`br0: { bridge: { ports: [eth0] }, ipv4: { ${alone} } }, eth0: { mtu: 1500 }`)).toEqual([
    '/network/interfaces/br0/ipv4',
  ]);
});

test('a gateway, DHCP, or IPv6 alone on another interface is a way out', async () => {
  expect(await wayOut(`eth0: { ipv4: { ${routed} } }`)).toEqual([]);
  expect(await wayOut(`eth0: { ipv4: { ${alone} } }, eth1: { ipv4: dhcp }`)).toEqual([]);
  expect(await wayOut(`br1: { bridge: { ports: [] }, ipv4: { ${alone} } }, eth1: { ipv6: auto }`)).toEqual([]);
});

test.each([
  ['http://mirror.lan/alpine', []],
  ['http://192.0.2.7/alpine', []],
  ['http://198.51.100.7/alpine', ['/network/interfaces/eth0/ipv4']],
  ['https://dl-cdn.alpinelinux.org/alpine', ['/network/interfaces/eth0/ipv4']],
])('the mirror %s: only one that is certainly elsewhere needs a way out', async (mirror, found) => {
  const findings = await wayOut(`eth0: { ipv4: { ${alone} } }`, `alpine: { release: "3.23", mirror: "${mirror}" }\n`);
  expect(findings).toEqual(found);
});
