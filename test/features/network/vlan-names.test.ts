import { expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../../support/run.ts';

async function accusations(name: string, definition: string) {
  const text = `${leastProfile}network: { interfaces: { eth0: { ipv4: dhcp }, ${name}: ${definition} } }\n`;
  const { stdout } = await run(['check', 'p.yaml', '--format', 'json'], { cwd: folderWith({ 'p.yaml': text }) });
  return (JSON.parse(stdout) as { code: string; message: string }[]).map(({ code, message }) => `${code}: ${message}`);
}

const vlan20 = '{ vlan: { link: eth0, id: 20 } }';

test.each(['eth0.20', 'vlan20', 'guests'])('VLAN 20 of eth0 may be called %s', async (name) => {
  expect(await accusations(name, vlan20)).toEqual([]);
});

test.each([
  ['vlan10', vlan20, 'vlan10, which means the VLAN id 10'],
  ['vlan-guests', vlan20, 'vlan-guests, which means the VLAN id -guests'],
  ['vlan.20', vlan20, 'vlan.20, which means no VLAN'],
  ['eth1.20', vlan20, 'eth1.20, which means VLAN 20 of eth1'],
  ['eth0.10', vlan20, 'eth0.10, which means VLAN 10 of eth0'],
  ['br.guests', '{ bridge: { ports: [] } }', 'br.guests, which means VLAN guests of br'],
])("a name that Alpine's ifupdown reads as another VLAN is refused: %s", async (name, definition, meaning) => {
  expect(await accusations(name, definition)).toEqual([
    `vlan-name-misleads: Alpine's ifupdown goes by the name ${meaning}`,
  ]);
});

test('a bridge may be called vlan-something: only VLANs are read by that name', async () => {
  expect(await accusations('vlanbr', '{ bridge: { ports: [] } }')).toEqual([]);
});
