import { describe, expect, test } from 'vitest';
import { findingsFor, reported, told } from '../../support/reported.ts';

const network = (interfaces: string) => `network: { interfaces: { ${interfaces} }, dns: { servers: [9.9.9.9] } }\n`;
const onEth0 = 'eth0: { ipv4: dhcp }';

describe('an interface of a kind that no network card is, without the key that makes it', () => {
  test.each([
    [
      'a VLAN by its name',
      `${onEth0}, vlan42: { ipv4: dhcp }`,
      'vlan-not-made',
      'Add vlan: { link: eth0, id: 42 } to vlan42',
    ],
    [
      'a VLAN as a port',
      'br0: { bridge: { ports: [vlan42] }, ipv4: dhcp }',
      'vlan-not-made',
      'Add vlan42: { vlan: { link: eth0, id: 42 } } under network.interfaces',
    ],
    [
      'a VLAN above the card of a bridge',
      'br0: { bridge: { ports: [eth1] } }, vlan7: { ipv4: dhcp }',
      'vlan-not-made',
      'link: eth1, id: 7',
    ],
    ['a VLAN whose number no VLAN can have', `${onEth0}, vlan5000: { ipv4: none }`, 'vlan-not-made', 'id: 20'],
    ['a bridge', 'br0: { ipv4: dhcp }', 'interface-not-made', 'Add bridge: { ports: [eth0] } to br0'],
    ['a bond', 'bond0: { ipv4: dhcp }', 'interface-not-made', 'Add bond: { ports: [eth0, eth1] } to bond0'],
    [
      'a bond as a port',
      'br0: { bridge: { ports: [bond0] }, ipv4: dhcp }',
      'interface-not-made',
      'Add bond0: { bond: ',
    ],
  ])('%s', async (_what, interfaces, code, remedy) => {
    const found = await findingsFor(network(interfaces));
    expect(found.map((each) => each.code)).toEqual([code]);
    expect(found[0]!.remedy).toContain(remedy);
  });

  test('a VLAN is reported once if the facts show the cards', async () => {
    const facts = { nics: [{ name: 'eth0', mac: '52:54:00:00:00:01', controller: null }] };
    const found = await told(network('vlan42: { ipv4: dhcp }'), facts);
    expect(found.map(({ code }) => code)).toEqual(['vlan-not-made']);
  });
});

describe('a name with a dot is made as the VLAN that it says', () => {
  test('and lacks only vlan:, so acting on the remedy is enough', async () => {
    const [found] = await findingsFor(network('eth0.42: { ipv4: dhcp }'));
    expect(found).toMatchObject({ code: 'vlan-name-misleading' });
    expect(found!.remedy).toContain('add vlan: { link: eth0, id: 42 } to eth0.42');
    expect(await reported(network('eth0.42: { vlan: { link: eth0, id: 42 }, ipv4: dhcp }'))).toEqual([]);
  });

  test.each([
    ['eth0.6: { vlan: { link: eth0, id: 5 }, ipv4: dhcp }', 'Rename it to eth0.5 or vlan5'],
    ['eth0.6: { vlan: { link: eth0, id: 5 }, ipv4: dhcp }', 'write vlan: { link: eth0, id: 6 }'],
    ['br.5: { bridge: { ports: [] }, ipv4: dhcp }', 'Give it a name without a dot'],
  ])('%s: %s', async (interfaces, remedy) => {
    expect((await findingsFor(network(interfaces)))[0]!.remedy).toContain(remedy);
  });
});

describe('nothing is reported', () => {
  test.each([
    ['for a card with such a name', 'vlan42: { mac: "52:54:00:12:34:56", ipv4: dhcp }', ''],
    [
      'for a port with such a name and a MAC address',
      'br0: { bridge: { ports: [{ mac: "52:54:00:12:34:56", name: br1 }] }, ipv4: dhcp }',
      '',
    ],
    [
      'for a bridge that Open vSwitch may make',
      'br0: { ipv4: dhcp }',
      'packages: [openvswitch]\nservices: { ovs-vswitchd: boot }\n',
    ],
    ['for a port that a program adds', 'br0: { bridge: { ports: [eth0, tap0] }, ipv4: dhcp }', ''],
    [
      'for an interface that a program or a module of the kernel makes',
      `${onEth0}, wg0: { ipv4: none }, dummy0: { ipv4: none }`,
      '',
    ],
  ])('%s', async (_what, interfaces, more) => {
    expect(await reported(network(interfaces) + more)).toEqual([]);
  });
});
