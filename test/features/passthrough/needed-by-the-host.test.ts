import { describe, expect, test } from 'vitest';
import { told } from '../../support/reported.ts';

const facts = {
  pci: [
    { address: '0000:00:17.0', id: '8086:a102', class: '010601', iommu_group: 3 },
    { address: '0000:02:00.0', id: '8086:10d3', class: '020000', iommu_group: 5 },
    { address: '0000:04:00.0', id: '8086:10d3', class: '020000', iommu_group: 6 },
    { address: '0000:05:00.0', id: '8086:a2a1', class: '060100', iommu_group: 7 },
    { address: '0000:05:00.1', id: '8086:a2a2', class: '0c0330', iommu_group: 7 },
    { address: '0000:06:00.0', id: '8086:a2a3', class: '0c0330', iommu_group: 8 },
    { address: '0000:06:00.1', id: '8086:a2a4', class: '0c0330', iommu_group: 8 },
  ],
  nics: [
    { name: 'eth0', mac: '52:54:00:00:00:01', controller: '0000:02:00.0', default_route: true },
    { name: 'eth1', mac: '52:54:00:00:00:02', controller: '0000:04:00.0', default_route: false },
  ],
};

const keys = ({ devices, hostdevs }: { devices: string; hostdevs: string }) =>
  `network: { interfaces: { eth0: { ipv4: dhcp } } }
passthrough: { devices: [${devices}] }
libvirt: {}
vms: { web: { memory: 1GiB, memballoon: none, hostdevs: [${hostdevs}] } }
`;

const errors = async (lists: { devices: string; hostdevs: string }) =>
  (await told(keys(lists), facts, ['--facts', 'facts.json'])).filter(({ severity }) => severity === 'error');

describe('what the host needs', () => {
  test('the finding shows every place that passes it through, and says that each has to go', async () => {
    const found = await errors({ devices: '0000:02:00.0', hostdevs: '0000:02:00.0' });
    expect(found.map(({ code }) => code)).toEqual(['host-needs-default-route', 'port-passed-through']);
    for (const { remedy, related } of found) {
      expect(remedy).toMatch(/passthrough\.devices and .*hostdevs of guests/);
      expect(related?.map(({ path }) => path)).toContain('/vms/web/hostdevs/0');
    }
  });

  test('is not to be added to passthrough.devices, whether it is missing there from the start or was taken out', async () => {
    const found = await errors({ devices: '', hostdevs: '0000:02:00.0' });
    expect(found.map(({ code }) => code)).toEqual(['host-needs-default-route', 'port-passed-through']);
    expect(found.map(({ remedy }) => remedy).join()).not.toContain('Add it');
  });

  test('is not to be added to complete a group either', async () => {
    const found = await errors({ devices: '0000:05:00.1', hostdevs: '0000:05:00.1' });
    const group = found.find(({ code }) => code === 'group-incomplete');
    expect(group?.remedy).toMatch(/^Remove all devices of this group .* the host needs 0000:05:00\.0\.$/);
  });
});

test('a device that the host can do without is to be added', async () => {
  const found = await errors({ devices: '', hostdevs: '0000:04:00.0' });
  expect(found.map(({ code }) => code)).toEqual(['hostdev-not-passed-through']);
  expect(found[0]!.remedy).toMatch(/^Add it to passthrough\.devices/);
});

test('so are the rest of a group, with the places that would have to go otherwise', async () => {
  const found = await errors({ devices: '0000:06:00.0', hostdevs: '0000:06:00.0' });
  expect(found.map(({ code }) => code)).toEqual(['group-incomplete']);
  expect(found[0]!.remedy).toMatch(/^Add the missing devices/);
  expect(found[0]!.related?.map(({ path }) => path)).toEqual(['/vms/web/hostdevs/0']);
});
