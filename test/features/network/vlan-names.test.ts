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
  ['vlan10', vlan20, 'vlan10 as the VLAN 10'],
  ['vlan-guests', vlan20, 'vlan-guests as the VLAN -guests'],
  ['vlan.20', vlan20, 'vlan.20 as something other than a VLAN'],
  ['eth1.20', vlan20, 'eth1.20 as the VLAN 20 on eth1'],
  ['eth0.10', vlan20, 'eth0.10 as the VLAN 10 on eth0'],
  ['br.guests', '{ bridge: { ports: [] } }', 'br.guests as the VLAN guests on br'],
])("a name that Alpine's ifupdown reads as another VLAN is refused: %s", async (name, definition, reading) => {
  expect(await accusations(name, definition)).toEqual([
    `vlan-name-misleading: Alpine's ifupdown reads the name ${reading}`,
  ]);
});

test('a bridge may be called vlan-something: only VLANs are read by that name', async () => {
  expect(await accusations('vlanbr', '{ bridge: { ports: [] } }')).toEqual([]);
});
