import { describe, expect, test } from 'vitest';
import { told } from '../../support/reported.ts';

const nics = ['eth0', 'eth1'].map((name, index) => ({ name, mac: `52:54:00:00:00:0${index}` }));

/** The codes and places of findings about interfaces on a machine with these cards. */
async function problems(interfaces: string, cards: object[] = nics) {
  const findings = await told(`facts: facts.json\nnetwork: { interfaces: { ${interfaces} } }\n`, { nics: cards });
  return findings.map(({ code, path }) => `${code} ${path}`);
}

test('a card that the machine lacks is reported where it is named: as an interface, a port, or under a VLAN', async () => {
  const interfaces = '/network/interfaces';
  expect(await problems('eth7: { ipv4: dhcp }')).toEqual([`port-not-in-facts ${interfaces}/eth7`]);
  expect(await problems('br0: { bridge: { ports: [eth0, eth7] }, ipv4: dhcp }')).toEqual([
    `port-not-in-facts ${interfaces}/br0/bridge/ports/1`,
  ]);
  expect(await problems('vlan9: { vlan: { link: eth7, id: 9 }, ipv4: dhcp }, eth7: {}')).toContain(
    `port-not-in-facts ${interfaces}/vlan9/vlan/link`,
  );
});

test('what the profile makes itself, and the loopback, are no cards', async () => {
  const made = 'bond0: { bond: { ports: [eth0, eth1] } }, vlan7: { vlan: { link: bond0, id: 7 }, ipv4: dhcp }';
  expect(await problems(made)).toEqual([]);
  expect(await problems('lo: { ipv4: { address: 10.9.9.9/32 } }, eth0: { ipv4: dhcp }')).toEqual([]);
});

test("facts that were taken under another system have its names: the kernel's go as far as there are wired cards", async () => {
  const elsewhere = ['enp3s0', 'enp4s0', 'wlp5s0'].map((name, index) => ({ name, mac: `52:54:00:00:00:0${index}` }));
  expect(await problems('eth1: { ipv4: dhcp }', elsewhere)).toEqual(['card-may-be-any /network/interfaces/eth1']);
  expect(await problems('eth2: { ipv4: dhcp }', elsewhere)).toEqual(['port-not-in-facts /network/interfaces/eth2']);
  expect(await problems('enp3s0: { ipv4: dhcp }', elsewhere)).toEqual([
    'port-name-of-another-system /network/interfaces/enp3s0',
  ]);
});

/** Cards that a listing of lspci shows: without names and MAC addresses. */
const listing = (count: number, id = '8086:1533') => [
  { address: '0000:00:00.0', id: '8086:3e30', class: '060000' },
  { address: '0000:00:1f.0', id: '8086:a305', class: '060100' },
  ...[...Array(count).keys()].map((at) => ({ address: `0000:0${at + 1}:00.0`, id, class: '020000' })),
];

async function unsure(port: string, facts: object, more = '') {
  const findings = await told(
    `facts: facts.json\nnetwork: { interfaces: { br0: { bridge: { ports: [${port}] }, ipv4: dhcp } } }\n${more}`,
    facts,
  );
  return findings.filter(({ path }) => path.startsWith('/network')).map(({ code }) => code);
}

describe("the kernel's number of a card, with facts that do not have the names of the kernel", () => {
  test('is sure of one card, and may be any of several', async () => {
    expect(await unsure('eth0', { pci: listing(1) })).toEqual([]);
    expect(await unsure('eth0', { pci: listing(2) })).toEqual(['card-may-be-any']);
    expect(await unsure('eth1', { pci: listing(2) })).toEqual(['card-may-be-any']);
    expect(await unsure('{ mac: "52:54:00:00:00:01" }', { pci: listing(2) })).toEqual([]);
  });

  test('may be any as well if the names are those of another system', async () => {
    const elsewhere = ['enp1s0', 'enp2s0'].map((name, at) => ({ name, mac: `52:54:00:00:00:0${at}` }));
    expect(await unsure('eth0', { nics: elsewhere })).toEqual(['card-may-be-any']);
    expect(await unsure('eth0', { nics: elsewhere.slice(1) })).toEqual([]);
    expect(await unsure('eth0', { nics })).toEqual([]);
  });

  test('does not matter where one bridge or bond has all cards', async () => {
    expect(await unsure('eth0, eth1', { pci: listing(2) })).toEqual([]);
    expect(await unsure('eth0, eth1', { pci: listing(3) })).toEqual(['card-may-be-any', 'card-may-be-any']);
  });

  test('is none of a card that the profile names by its MAC address', async () => {
    const elsewhere = ['enp1s0', 'enp2s0'].map((name, at) => ({ name, mac: `52:54:00:00:00:0${at}` }));
    expect(await unsure('eth0, { mac: "52:54:00:00:00:01" }', { nics: elsewhere })).toEqual([]);
  });

  test('does not count cards that guests get', async () => {
    const given = 'passthrough: { devices: ["0000:01:00.0"] }\n';
    expect(await unsure('eth0', { pci: listing(2) }, given)).toEqual([]);
    expect(await unsure('eth0', { pci: listing(3) }, given)).toEqual(['card-may-be-any']);
  });

  test('goes as far as there are cards, unless a card has several ports at one function or the list is a part', async () => {
    expect(await unsure('eth9', { pci: listing(2) })).toEqual(['card-number-beyond']);
    expect(await unsure('eth1', { pci: listing(1) })).toEqual(['card-number-beyond']);
    expect(await unsure('eth1', { pci: listing(1, '15b3:1003') })).toEqual([]);
    expect(await unsure('eth1', { source: 'lspci', pci: listing(1).slice(2) })).toEqual([]);
    expect(await unsure('eth1', { pci: listing(0) })).toEqual([]);
  });
});

describe('the only way out of the profile, by the facts', () => {
  const card = (name: string, at: number, more: object) => ({ name, mac: `52:54:00:00:00:0${at}`, ...more });
  const idle = card('eth0', 1, { carrier: false, default_route: false });
  const route = card('eth1', 2, { carrier: true, default_route: true, controller: '0000:01:00.0' });
  const withUplink = 'uplink-without-cable';

  test('is reported without a cable, if another card has the default route', async () => {
    expect(await unsure('eth0', { nics: [idle, route] })).toEqual([withUplink]);
    expect(await unsure('{ mac: "52:54:00:00:00:01" }', { nics: [idle, route] })).toEqual([withUplink]);
    expect(await problems('vlan7: { vlan: { link: eth0, id: 7 }, ipv4: dhcp }', [idle, route])).toEqual([
      `${withUplink} /network/interfaces/vlan7/vlan/link`,
    ]);
  });

  test('is not reported where the other card is a wireless one, which needs more than a name', async () => {
    expect(await unsure('eth0', { nics: [idle, { ...route, name: 'wlan0' }] })).toEqual([]);
  });

  test('is not reported with a cable, with one that is not known, or where no card has the route', async () => {
    expect(await unsure('eth1', { nics: [idle, route] })).toEqual([]);
    expect(await unsure('eth0', { nics: [{ ...idle, carrier: null }, route] })).toEqual([]);
    expect(await unsure('eth0', { nics: [idle, { ...route, default_route: null }] })).toEqual([]);
  });

  test('is not reported if one of several ports has a cable, or another interface leads out', async () => {
    expect(await unsure('eth0, eth1', { nics: [idle, route] })).toEqual([]);
    expect(await problems('eth0: { ipv4: dhcp }, eth1: { ipv4: dhcp }', [idle, route])).toEqual([]);
  });

  test('is not reported if a guest gets the card with the route, as a router does', async () => {
    const facts = { nics: [idle, route], pci: [{ address: '0000:01:00.0', id: '8086:1533', class: '020000' }] };
    expect(await unsure('eth0', facts, 'passthrough: { devices: ["0000:01:00.0"] }\n')).toEqual([]);
  });
});
