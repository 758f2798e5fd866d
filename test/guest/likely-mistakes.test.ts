import { describe, expect, test } from 'vitest';
import { findingsFor, reported, told } from '../support/reported.ts';

const guest = (keys: string) => `libvirt: {}\nvms: { web: { memory: 4GiB, ${keys} } }\n`;

describe('a screen that the network reaches', () => {
  test.each([
    '{ type: vnc, listen: 0.0.0.0 }',
    '{ type: spice, listen: "::" }',
    '[{ type: vnc, listen: 192.168.1.10 }]',
  ])('without a password is warned of: %s', async (graphics) => {
    const found = await findingsFor(guest(`graphics: ${graphics}`));
    expect(found.map(({ code }) => code)).toEqual(['screen-open-to-all']);
    expect(found[0]!.path).toMatch(/\/listen$/);
  });

  test.each([
    'vnc',
    '{ type: vnc, listen: 127.0.0.1 }',
    '{ type: vnc, listen: none }',
    '{ type: vnc, listen: { socket: /run/web.sock } }',
    '{ type: vnc, listen: 0.0.0.0, password: { env: SCREEN } }',
  ])('is right otherwise: %s', async (graphics) => {
    expect(await reported(guest(`graphics: ${graphics}`))).toEqual([]);
  });
});

describe('a system that needs UEFI', () => {
  test('is warned of with a BIOS, at the firmware', async () => {
    const [found] = await findingsFor(guest('os_variant: win11, boot: { firmware: bios }'));
    expect(found).toMatchObject({ code: 'system-needs-uefi', path: '/vms/web/boot/firmware' });
  });

  test.each(['os_variant: win11', 'os_variant: win10, boot: { firmware: bios }', 'boot: { firmware: bios }'])(
    'is right otherwise: %s',
    async (keys) => {
      expect(await reported(guest(keys))).toEqual([]);
    },
  );
});

describe('a bridge that does not exist', () => {
  test('can be another one, or made: the remedy has both whole forms', async () => {
    const network = 'network: { interfaces: { br0: { bridge: { ports: [eth0] }, ipv4: dhcp } } }\n';
    const [found] = await findingsFor(network + guest('networks: [{ bridge: vmbr0 }]'));
    expect(found).toMatchObject({ code: 'bridge-unknown' });
    expect(found!.remedy).toContain('defined: br0. Or add');
    expect(found!.remedy).toContain('vmbr0: { bridge: { ports: [eth1] } }');
  });
});

test('an id as a device is written with its key, in both lists', async () => {
  const found = await findingsFor(`passthrough: { devices: ["8086:3a67"] }\n${guest('hostdevs: ["8086:3a67"]')}`);
  expect(found.map(({ code }) => code)).toEqual(['invalid-value', 'invalid-value']);
  for (const { remedy } of found) expect(remedy).toContain('{ id: "8086:3a67" }');
});

describe('the sound of a graphics card', () => {
  const card = {
    pci: [
      { address: '0000:00:02.0', id: '8086:2e12', class: '030000', iommu_group: 1 },
      { address: '0000:01:00.0', id: '10de:1b80', class: '030000', iommu_group: 2 },
      { address: '0000:01:00.1', id: '10de:10f0', class: '040300', iommu_group: 2 },
    ],
  };
  const both = 'passthrough: { devices: ["0000:01:00.0", "0000:01:00.1"] }\n';
  const codes = async (hostdevs: string) =>
    (await told(both + guest(`memballoon: none, hostdevs: ${hostdevs}`), card, ['--facts', 'facts.json'])).map(
      ({ code }) => code,
    );

  test('is missing in the guest that has the card', async () => {
    expect(await codes('["0000:01:00.0"]')).toContain('hostdev-without-its-sound');
  });

  test('is there, or there is no guest with the card', async () => {
    expect(await codes('["0000:01:00.0", "0000:01:00.1"]')).not.toContain('hostdev-without-its-sound');
    expect(await codes('["0000:01:00.1"]')).not.toContain('hostdev-without-its-sound');
  });
});
