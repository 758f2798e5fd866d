import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { imageSchema } from '../../src/profile/scalars.ts';
import { golden } from '../support/libvirt.ts';
import { targetFiles } from '../support/target.ts';

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

/** Programs that Alpine's busybox 1.36.1 has (`busybox --list` in the minirootfs of 3.19, 3.20 and edge). It has no xz. */
const applets = ['bunzip2', 'cat', 'gunzip', 'unlzma', 'unxz'];
/** The package with each of the others. */
const packaged: Record<string, string> = { zstd: 'zstd' };

/** The packages of a host with an image. */
async function packagesFor(url: string, more = ''): Promise<string[]> {
  const image = `{ url: "${url}", sha256: ${digest}${more} }`;
  const guests = `one: { memory: 1GiB, disks: [{ volume: default/a.qcow2, image: ${image} }] }`;
  return (await targetFiles(`${host}vms: { ${guests} }\n`))['etc/mkapkovl/packages']!.split('\n');
}

test.each(imageSchema.shape.compression.unwrap().options)(
  'the host has the program by which the agent unpacks an image (%s)',
  async (compression) => {
    const agent = readFileSync('overlays/agent/etc/mkapkovl/agent/converge/volumes.sh', 'utf8');
    const pattern = compression === 'none' ? '\\*' : compression;
    const [, program = ''] = new RegExp(`^\\t\\t${pattern}\\) unpack_by (\\w+)`, 'm').exec(agent) ?? [];
    const packages = await packagesFor('https://images.example/download', `, compression: ${compression}`);
    expect([
      ...applets,
      ...packages.flatMap((name) => Object.keys(packaged).filter((key) => packaged[key] === name)),
    ]).toContain(program);
  },
);

test('how an image is packed is said by the end of its address, unless the profile says it', async () => {
  const compression = async (address: string, more = '') => {
    const image = `{ url: "https://images.example/${address}", sha256: ${digest}${more} }`;
    return (await rows('volumes', `one: { memory: 1GiB, disks: [{ volume: default/a, image: ${image} }] }`))[0]!.at(-1);
  };
  for (const end of ['gz', 'bz2', 'xz', 'zst', 'lzma']) expect(await compression(`a.qcow2.${end}`)).toBe(end);
  expect(await compression('a.qcow2.zst?version=2')).toBe('zst');
  expect(await compression('a.qcow2')).toBe('none');
  expect(await compression('download?id=7', ', compression: bz2')).toBe('bz2');
  expect(await compression('a.zst', ', compression: none')).toBe('none');
});

test('a host whose images busybox unpacks gets no package for that', async () => {
  expect(await packagesFor('https://images.example/a.zst')).toContain('zstd');
  expect(await packagesFor('https://images.example/a.xz')).not.toContain('zstd');
  expect(await packagesFor('https://images.example/a.zst', ', compression: none')).not.toContain('zstd');
});
