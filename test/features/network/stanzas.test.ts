import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../../support/run.ts';
import { unpack } from '../../support/unpack.ts';

/** The stanzas of /etc/network/interfaces behind that of the loopback interface. */
async function interfaces(written: string): Promise<string> {
  const dns = 'dns: { servers: [192.0.2.53] }';
  const cwd = folderWith({ 'least.yaml': `${leastProfile}network: { interfaces: { ${written} }, ${dns} }\n` });
  const { status, stderr } = await run(['build', 'least.yaml'], { cwd });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const members = await unpack(readFileSync(path.join(cwd, 'out/least.apkovl.tar.gz')));
  const text = members.get('etc/network/interfaces')?.content.toString() ?? '';
  const loopback = 'auto lo\niface lo inet loopback\n\n';
  expect(text.startsWith(loopback)).toBe(true);
  return text.slice(loopback.length);
}

const names = (text: string) => [...text.matchAll(/^auto (\S+)$/gm)].map(([, name]) => name);

describe('one interface', () => {
  test('by DHCP', async () => {
    expect(await interfaces('eth0: { ipv4: dhcp }')).toBe('auto eth0\niface eth0 inet dhcp\n');
  });

  test('with fixed addresses of both families in one stanza, as ifupdown-ng goes by what it says', async () => {
    const ipv4 = '{ address: 192.0.2.10/24, gateway: 192.0.2.1 }';
    const ipv6 = '{ address: "2001:db8::10/64", gateway: "fe80::1" }';
    expect(await interfaces(`eth0: { ipv4: ${ipv4}, ipv6: ${ipv6} }`)).toBe(
      [
        'auto eth0',
        'iface eth0 inet static',
        '\taddress 192.0.2.10/24',
        '\tgateway 192.0.2.1',
        '\taddress 2001:db8::10/64',
        '\tgateway fe80::1',
        '',
      ].join('\n'),
    );
  });

  test('by DHCP with a fixed IPv6 address in addition', async () => {
    expect(await interfaces('eth0: { ipv4: dhcp, ipv6: { address: "fd00::1/64" } }')).toBe(
      'auto eth0\niface eth0 inet dhcp\n\taddress fd00::1/64\n',
    );
  });

  test('without IPv6, which takes a word to the kernel', async () => {
    expect(await interfaces('eth0: { ipv4: dhcp, ipv6: none }')).toBe(
      'auto eth0\niface eth0 inet dhcp\n\tpost-up echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6\n',
    );
  });

  test('with larger packets', async () => {
    expect(await interfaces('eth0: { ipv4: dhcp, mtu: 9000 }')).toContain('\tmtu 9000\n');
  });
});

describe('a bridge', () => {
  test('comes after its ports, which have no address', async () => {
    expect(await interfaces('br0: { bridge: { ports: [eth1, eth0] }, ipv4: dhcp }')).toBe(
      [
        'auto eth1',
        'iface eth1 inet manual',
        '',
        'auto eth0',
        'iface eth0 inet manual',
        '',
        'auto br0',
        'iface br0 inet dhcp',
        '\tbridge-ports eth1 eth0',
        '\tbridge-stp 0',
        '\tbridge-fd 0',
        '',
      ].join('\n'),
    );
  });

  test('waits for spanning tree only if it has it', async () => {
    const text = await interfaces('br0: { bridge: { ports: [eth0], stp: true }, ipv4: dhcp }');
    expect(text).toContain('\tbridge-stp 1\n');
    expect(text).not.toContain('bridge-fd');
  });

  test('for guests alone has no port', async () => {
    const text = await interfaces('eth0: { ipv4: dhcp }, br0: { bridge: { ports: [] } }');
    expect(text).toContain('auto br0\niface br0 inet manual\n\tbridge-ports none\n');
  });

  test('has ports by MAC address under the names that they will get', async () => {
    const ports = '[{ mac: "52:54:00:AB:CD:EF" }, { mac: "52:54:00:00:00:02", name: lan0 }]';
    const text = await interfaces(`br0: { bridge: { ports: ${ports} }, ipv4: dhcp }`);
    expect(text).toContain('\tbridge-ports nicabcdef lan0\n');
    expect(names(text)).toEqual(['nicabcdef', 'lan0', 'br0']);
  });
});

describe('an interface comes after those that it is built on, in whatever order they were written', () => {
  test('a bridge on a VLAN on a bond on two cards', async () => {
    const text = await interfaces(
      [
        'br0: { bridge: { ports: [guests] }, ipv4: dhcp }',
        'guests: { vlan: { link: bond0, id: 20 } }',
        'bond0: { bond: { ports: [eth0, eth1], mode: 802.3ad } }',
      ].join(', '),
    );
    expect(names(text)).toEqual(['eth0', 'eth1', 'bond0', 'guests', 'br0']);
    expect(text).toContain('\tvlan-raw-device bond0\n\tvlan-id 20\n');
    expect(text).toContain('\tbond-members eth0 eth1\n\tbond-mode 802.3ad\n\tbond-miimon 100\n');
  });

  test('a VLAN on a card that the profile does not list brings the card up', async () => {
    const text = await interfaces('eth0.20: { vlan: { link: eth0, id: 20 }, ipv4: dhcp }');
    expect(text).toMatch(/^auto eth0\niface eth0 inet manual\n\nauto eth0\.20\n/);
  });

  test('a card under two VLANs has one stanza', async () => {
    const vlan = (id: number) => `eth0.${id}: { vlan: { link: eth0, id: ${id} } }`;
    expect(names(await interfaces(`${vlan(10)}, ${vlan(20)}, eth0: { ipv4: dhcp }`))).toEqual([
      'eth0',
      'eth0.10',
      'eth0.20',
    ]);
  });
});
