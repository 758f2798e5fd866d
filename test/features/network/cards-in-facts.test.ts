import { expect, test } from 'vitest';
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
  expect(await problems('eth1: { ipv4: dhcp }', elsewhere)).toEqual([]);
  expect(await problems('eth2: { ipv4: dhcp }', elsewhere)).toEqual(['port-not-in-facts /network/interfaces/eth2']);
  expect(await problems('enp3s0: { ipv4: dhcp }', elsewhere)).toEqual([
    'port-name-of-another-system /network/interfaces/enp3s0',
  ]);
});
