import { expect, test } from 'vitest';
import { golden } from '../../support/libvirt.ts';
import { targetFiles } from '../../support/target.ts';

const digest = 'ab'.repeat(32);
const image = `image: { url: "https://images.example/a.qcow2.xz", sha256: ${digest} }`;
const host = golden('host.yaml');

/** The rows of one of the agent's tables, cell by cell. */
async function rows(name: string, guests: string): Promise<string[][]> {
  const text = (await targetFiles(`${host}vms: { ${guests} }\n`))[`etc/mkapkovl/libvirt/${name}.table`]!;
  return text
    .trimEnd()
    .split('\n')
    .map((row) => row.split('\t'));
}

test('a guest’s row says whether it starts with the host, and which devices must be bound before', async () => {
  const guests = `
    one: { memory: 1GiB, autostart: true, memballoon: none, hostdevs: [pci_0000_00_1a_0, "0000:00:1a.1"] },
    two: { memory: 1GiB, hostdevs: [{ usb: "10c4:ea60" }] }`;
  expect(await rows('guests', guests)).toEqual([
    ['one', 'yes', '0000:00:1a.0,0000:00:1a.1'],
    ['two', 'no', '-'],
  ]);
});

test('a volume has a row if it is to be made: with its file, format, size and image', async () => {
  const guests = `one: { memory: 1GiB, disks: [
    { volume: default/system.qcow2, size: 32GiB, ${image} },
    { volume: vg0/data, size: 100GB },
    { volume: default/there.qcow2 },
    { path: /srv/disk.img }
  ] }`;
  expect(await rows('volumes', guests)).toEqual([
    [
      'one',
      'default',
      'system.qcow2',
      '/var/lib/libvirt/images/system.qcow2',
      'qcow2',
      '32GiB',
      'https://images.example/a.qcow2.xz',
      digest,
      'xz',
    ],
    ['one', 'vg0', 'data', '/dev/vg0/data', 'raw', '100GB', '-', '-', '-'],
  ]);
});

test('the host can unpack an image: busybox does .gz and .xz, and zstd comes with the profile', async () => {
  const packages = async (url: string, more = '') => {
    const image = `{ url: "${url}", sha256: ${digest}${more} }`;
    const guests = `one: { memory: 1GiB, disks: [{ volume: default/a.qcow2, image: ${image} }] }`;
    return (await targetFiles(`${host}vms: { ${guests} }\n`))['etc/mkapkovl/packages'];
  };
  expect(await packages('https://images.example/a.qcow2.zst?version=2')).toMatch(/^zstd$/m);
  expect(await packages('https://images.example/a.qcow2.xz')).not.toMatch(/^zstd$/m);
  expect(await packages('https://images.example/download?id=7', ', compression: zst')).toMatch(/^zstd$/m);
  expect(await packages('https://images.example/a.zst', ', compression: none')).not.toMatch(/^zstd$/m);
});
