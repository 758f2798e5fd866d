import path from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, leastProfile } from '../../support/run.ts';
import { filesFrom, targetFiles } from '../../support/target.ts';

const table = 'etc/mkapkovl/devices';
const facts = JSON.stringify({
  schema: 1,
  pci: [
    { address: '0000:00:1a.0', id: '8086:3a37', class: '0c0300' },
    { address: '0000:03:00.0', id: '8086:10d3', class: '020000' },
    { address: '0000:00:19.0', id: '8086:10de', class: '020000' },
  ],
  usb: [{ id: '10c4:ea60', controller: '0000:00:1a.0', bus: 3, port: '3-1' }],
});

const withFacts = (devices: string) =>
  filesFrom(
    path.join(
      folderWith({
        'facts.json': facts,
        'profile.yaml': `${leastProfile}facts: facts.json\npassthrough: { devices: ${devices} }\n`,
      }),
      'profile.yaml',
    ),
  );

test('facts say what must be found at an address: id and kind', async () => {
  expect((await withFacts('[0000:03:00.0, pci_0000_00_1a_0]'))[table]).toBe(
    'address\t0000:03:00.0\t8086:10d3\t0200\naddress\t0000:00:1a.0\t8086:3a37\t0c03\n',
  );
});

test('the controller of a USB device is bound by its address', async () => {
  expect((await withFacts('[{ usb: "10c4:ea60" }]'))[table]).toBe('address\t0000:00:1a.0\t8086:3a37\t0c03\n');
});

test('so is that of a port, whatever is plugged in, and all functions of a slot', async () => {
  expect((await withFacts('[{ usb_port: 3-2 }, { slot: 0000:03:00 }]'))[table]).toBe(
    'address\t0000:00:1a.0\t8086:3a37\t0c03\naddress\t0000:03:00.0\t8086:10d3\t0200\n',
  );
});

test('without facts only what the profile says must be found', async () => {
  const devices = '[0000:03:00.0, { address: "0000:00:1a.0", id: "8086:3a37" }, { id: "10de:1b80" }]';
  expect((await targetFiles(`${leastProfile}passthrough: { devices: ${devices} }\n`))[table]).toBe(
    'address\t0000:03:00.0\t-\naddress\t0000:00:1a.0\t8086:3a37\nid\t10de:1b80\t10de:1b80\n',
  );
});

test('loading vfio-pci runs the script that binds, and the initramfs has it', async () => {
  const files = await targetFiles(`${leastProfile}passthrough: { devices: [0000:03:00.0] }\n`);
  const script = /^install vfio-pci \/bin\/sh \/(\S+) modprobe$/m.exec(files['etc/modprobe.d/vfio.conf']!)?.[1];
  expect(script).toBe('etc/mkapkovl/agent/bind.sh');
  const taken = files['etc/mkinitfs/features.d/vfio.files']!.split('\n').filter(Boolean);
  expect(taken).toContain(`/${script}`);
  expect(taken).toContain(`/${table}`);
  // Of what the script reads, only the installer can make the last.
  const absent = taken.filter((name) => files[name.slice(1)] === undefined);
  expect(absent).toEqual(['/etc/mkapkovl/keep']);
});

const grouped = (devices: string, guest = '') =>
  filesFrom(
    path.join(
      folderWith({
        'facts.json': JSON.stringify({
          schema: 1,
          pci: [
            { address: '0000:00:01.0', id: '8086:1901', class: '060400', iommu_group: 1 },
            { address: '0000:01:00.1', id: '10de:10f0', class: '040300', iommu_group: 1 },
            { address: '0000:01:00.0', id: '10de:1b80', class: '030000', iommu_group: 1 },
            { address: '0000:03:00.0', id: '8086:10d3', class: '020000', iommu_group: 12 },
            { address: '0000:04:00.0', id: '8086:10d3', class: '020000' },
            { address: '0000:00:19.0', id: '8086:10de', class: '020000', iommu_group: 9 },
          ],
        }),
        'profile.yaml': `${leastProfile}facts: facts.json\npassthrough: { devices: ${devices} }\n${guest}`,
      }),
      'profile.yaml',
    ),
  );

test('facts with IOMMU groups say what each device takes along, in whatever way it is named', async () => {
  expect((await grouped('[{ id: "10de:1b80" }, { slot: 0000:01:00 }, 0000:03:00.0]'))['etc/mkapkovl/groups']).toBe(
    [
      '0000:01:00.1\t1\t0000:00:01.0,0000:01:00.0,0000:01:00.1\t10de:10f0\n',
      '0000:01:00.0\t1\t0000:00:01.0,0000:01:00.0,0000:01:00.1\t10de:1b80\n',
      '0000:03:00.0\t12\t0000:03:00.0\t8086:10d3\n',
    ].join(''),
  );
});

test('the group of a device that only a guest names is reported, too', async () => {
  const guest = 'libvirt: {}\nvms: { a: { memory: 1GiB, memballoon: none, hostdevs: [0000:01:00.1] } }\n';
  expect((await grouped('[0000:01:00.0, 0000:03:00.0]', guest))['etc/mkapkovl/groups']).toMatch(/^0000:01:00\.1\t1\t/m);
});

test('without facts, or with facts taken while the IOMMU was off, no group is promised', async () => {
  await expect(grouped('[0000:04:00.0]')).rejects.toThrow('device-without-iommu-group');
  expect((await withFacts('[0000:03:00.0]'))['etc/mkapkovl/groups']).toBeUndefined();
  expect((await targetFiles(`${leastProfile}passthrough: { devices: [0000:03:00.0] }\n`))['etc/mkapkovl/groups']).toBe(
    undefined,
  );
});
