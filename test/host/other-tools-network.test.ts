import { describe, expect, test } from 'vitest';
import { afterActing, remediesFor } from '../support/foreign-keys.ts';

const onCard = (keys: string) => `network: { interfaces: { eth0: { ${keys} } } }`;

describe('an interface asks for an address where the other tool does, and only there', () => {
  test.each(['bootproto: none', 'dhcp4: no', 'method: manual', 'dhcp: false', 'inet: manual'])('not for %s', (keys) => {
    expect(afterActing(onCard(keys))).toMatchObject({ network: { interfaces: { eth0: { ipv4: 'none' } } } });
  });

  test.each(['inet: static', 'method: static', 'bootproto: static'])(
    'and a static one is left to the user: %s',
    (keys) => {
      const remedy = `Write ipv4: { address: … } in place of "${keys.split(':')[0]}".`;
      expect(remediesFor(onCard(keys))).toEqual([remedy]);
      expect(afterActing(onCard(keys))).toBe(remedy);
    },
  );

  test.each(['bootproto: dhcp', 'dhcp4: yes', 'method: auto', 'dhcp: true', 'inet: dhcp'])('%s', (keys) => {
    expect(afterActing(onCard(keys))).toMatchObject({ network: { interfaces: { eth0: { ipv4: 'dhcp' } } } });
  });
});

describe('an address in addition to a mask', () => {
  test('is one map for all of its keys', () => {
    const keys = 'address: 10.0.0.2, netmask: 255.255.255.0, gateway: 10.0.0.1';
    const remedy =
      'Write ipv4: { address: "10.0.0.2/24", gateway: "10.0.0.1" } in place of "address" and "netmask" and "gateway".';
    expect(remediesFor(onCard(keys))).toEqual([remedy, remedy, remedy]);
    expect(afterActing(onCard(keys))).toBeTypeOf('object');
  });

  test.each(['255.0.255.0', '255.255.255.1', '0.255.0.0', 'x', '33'])('has no length if the mask is %s', (mask) => {
    expect(remediesFor(onCard(`ip: 10.0.0.2, netmask: ${mask}`))[0]).toContain('ipv4: { address: "10.0.0.2/…" }');
  });

  test('has none without a mask, either', () => {
    expect(remediesFor(onCard('ip: 10.0.0.2'))).toEqual(['Write ipv4: { address: "10.0.0.2/…" } in place of "ip".']);
  });

  test('may be of IPv6 alone', () => {
    expect(remediesFor(onCard('addresses: ["fd00::2/64"], gateway6: "fd00::1"'))[0]).toBe(
      'Write ipv6: { address: "fd00::2/64", gateway: "fd00::1" } in place of "addresses" and "gateway6".',
    );
  });
});

describe('keys of one interface directly below network are this interface', () => {
  test.each([
    ['dhcp: true', { eth0: { ipv4: 'dhcp' } }],
    ['dhcp4: false', { eth0: { ipv4: 'none' } }],
    ['ipv4: dhcp, mtu: 9000', { eth0: { ipv4: 'dhcp', mtu: 9000 } }],
    [
      'address: 10.0.0.2/24, gateway: 10.0.0.1, interface: eth1',
      { eth1: { ipv4: { address: '10.0.0.2/24', gateway: '10.0.0.1' } } },
    ],
    ['bridge: br0, ports: [eth0], ipv4: dhcp', { br0: { bridge: { ports: ['eth0'] }, ipv4: 'dhcp' } }],
    ['bridge: { name: br0, interfaces: [eth3] }', { br0: { bridge: { ports: ['eth3'] } } }],
  ])('%s', (keys, interfaces) => {
    expect(new Set(remediesFor(`network: { ${keys} }`)).size).toBe(1);
    expect(afterActing(`network: { ${keys} }`)).toMatchObject({ network: { interfaces } });
  });

  test('and are added to the one that is there', () => {
    expect(remediesFor('network: { dhcp: true, interfaces: { eth0: { mtu: 1500 } } }')).toEqual([
      'Move it into what is there: interfaces: { …, eth0: { …, ipv4: dhcp } }.',
    ]);
  });

  test('but a network of libvirt and a misspelt key are not', () => {
    expect(remediesFor('network: { dhcp: { range: [] } }')[0]).not.toContain('eth0');
    expect(remediesFor('network: { interface: { eth0: { ipv4: dhcp } } }')).toEqual(['Did you mean "interfaces"?']);
  });
});

test('name servers of IPv6 are kept', () => {
  expect(remediesFor('network: { nameservers: { addresses: ["fd00::1", 9.9.9.9] } }')).toEqual([
    'Write dns: { servers: ["fd00::1", "9.9.9.9"] } in place of "nameservers".',
  ]);
});
