import { describe, expect, test } from 'vitest';
import { devices } from '#src/trial/substitution/devices.ts';
import { frozen, hostOf, situationFor } from '../hosts.ts';

const fn = (address: string, id: string, kind: string, group: number | null) => ({
  address,
  id,
  class: kind,
  driver: '',
  iommu_group: group,
});

/** A machine with two equal network cards, one USB controller with two functions, and sound in the chipset's slot. */
function facts(grouped = true) {
  const group = (number: number) => (grouped ? number : null);
  return JSON.stringify({
    schema: 1,
    source: 'probe',
    cpu: { vendor: 'amd' },
    iommu: { enabled: true },
    pci: [
      fn('0000:00:1a.0', '8086:3a37', '0c0300', group(4)),
      fn('0000:00:1a.7', '8086:3a3c', '0c0320', group(4)),
      fn('0000:00:1f.3', '8086:a348', '040300', group(5)),
      fn('0000:02:00.0', '8086:1533', '020000', group(6)),
      fn('0000:03:00.0', '8086:1533', '020000', group(7)),
      fn('0000:04:00.0', '8086:15f3', '020000', group(8)),
    ],
    disks: [{ name: 'sda', serial: 'SERIAL1', controllers: [] }],
  });
}

async function changed(more: string, options: { facts?: string; available?: Set<string> } = {}) {
  const { folderWith } = await import('../../support/run.ts');
  const file = options.facts ? `${folderWith({ 'facts.json': options.facts })}/facts.json` : undefined;
  const host = frozen(await hostOf(more, file ? { facts: file } : {}));
  return { ...devices(host, situationFor(host)), before: host };
}

const pci = (devicesOf: string) => `passthrough: { devices: [${devicesOf}] }\n`;

describe('devices', () => {
  test('keep their addresses and get the ids of their substitutes', async () => {
    const { host, substitutions } = await changed(pci('"0000:00:1a.0", { address: "0000:00:1a.7", id: "8086:3a3c" }'), {
      facts: facts(),
    });
    expect(host.passthrough.devices).toEqual(['0000:00:1a.0', { address: '0000:00:1a.7', id: '8086:293a' }]);
    expect(host.passthrough.addresses).toEqual([['0000:00:1a.0'], ['0000:00:1a.7']]);
    expect(substitutions.map(({ where, from, to }) => `${where}: ${from} -> ${to}`)).toEqual([
      '/passthrough/iommu: amd -> intel',
      '/passthrough/devices/0: 0000:00:1a.0 (8086:3a37) -> 0000:00:1a.0 (8086:2934)',
      '/passthrough/devices/1: 0000:00:1a.7 (8086:3a3c) -> 0000:00:1a.7 (8086:293a)',
      'etc/mkapkovl/groups: the groups of the facts -> those of the virtual machine',
    ]);
  });

  test('in the chipset of the virtual machine are put elsewhere', async () => {
    const { host, substitutions } = await changed(pci('"0000:00:1f.3"'), { facts: facts() });
    expect(host.passthrough.addresses).toEqual([['0000:00:01.0']]);
    expect(substitutions.find(({ where }) => where === '/passthrough/devices/0')?.why).toBe(
      "QEMU's ich9-intel-hda is of the same kind; 0000:00:1f.3 is in use in the virtual machine",
    );
  });

  test('by id are found by the id of their substitutes; every device of that id keeps its own place', async () => {
    const { host } = await changed(pci('{ id: "8086:1533" }'), { facts: facts() });
    expect(host.passthrough.devices).toEqual([{ id: '8086:10d3' }]);
    expect(host.passthrough.addresses).toEqual([['0000:02:00.0', '0000:03:00.0']]);
  });

  test('by id without facts are found by id alone', async () => {
    const { host, substitutions } = await changed(pci('{ id: "8086:3a67" }'));
    expect(host.passthrough.devices).toEqual([{ id: '8086:2934' }]);
    expect(host.passthrough.addresses).toEqual([null]);
    expect(substitutions[0]?.why).toContain('(a guess without facts)');
  });

  test('of guests move with those of the host', async () => {
    const { host } = await changed(
      `${pci('"0000:00:1f.3"')}vms: { one: { memory: 1GiB, hostdevs: ["0000:00:1f.3"] } }\n`,
      {
        facts: facts(),
      },
    );
    expect(host.vms.one?.attached).toEqual([{ pci: host.passthrough.addresses[0] }]);
  });

  test('have the groups of the virtual machine, in which functions of one card belong together', async () => {
    const { host } = await changed(pci('"0000:00:1a.0", "0000:00:1a.7", "0000:02:00.0"'), { facts: facts() });
    const group = (address: string) => host.machine?.pci?.find((found) => found.address === address)?.iommu_group;
    expect(group('0000:00:1a.0')).toBe(group('0000:00:1a.7'));
    expect(group('0000:02:00.0')).not.toBe(group('0000:00:1a.0'));
  });

  test('have no groups where the facts know none', async () => {
    const { host, substitutions } = await changed(pci('"0000:02:00.0"'), { facts: facts(false) });
    expect(host.machine?.pci?.every(({ iommu_group }) => iommu_group === null)).toBe(true);
    expect(substitutions.map(({ where }) => where)).not.toContain('etc/mkapkovl/groups');
  });

  test('themselves are never said to be shown', async () => {
    const { untested } = await changed(pci('"0000:02:00.0"'), { facts: facts() });
    expect(untested).toContainEqual({
      what: 'the device 0000:02:00.0 itself',
      why: 'a substitute is used',
      subject: '0000:02:00.0',
    });
  });

  test('that are not passed through change nothing', async () => {
    const { host, before, substitutions } = await changed('', { facts: facts() });
    expect(host).toBe(before);
    expect(substitutions).toEqual([]);
  });
});
