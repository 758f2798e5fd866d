import { describe, expect, test } from 'vitest';
import { domainsOf } from '../support/domains.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';

const targets = (xml: string) =>
  [...xml.matchAll(/<target dev='(\w+)' bus='(\w+)'\/>/g)].map(([, dev, bus]) => [dev, bus]);

async function diskTargets(disks: string[], more = ''): Promise<(string | undefined)[][]> {
  const { guest = '' } = await domainsOf(`guest: { memory: 1GiB, ${more} disks: [${disks.join(', ')}] }`);
  return targets(guest);
}

const disk = (index: number, bus = 'virtio') => `{ path: /srv/${index}.qcow2, bus: ${bus} }`;

describe('the name of a disk', () => {
  test('counts by letters', async () => {
    expect(await diskTargets([disk(0), disk(1), disk(2)])).toEqual([
      ['vda', 'virtio'],
      ['vdb', 'virtio'],
      ['vdc', 'virtio'],
    ]);
  });

  test('goes on with two letters after z', async () => {
    const names = (await diskTargets(Array.from({ length: 54 }, (_, index) => disk(index)))).map(([name]) => name);
    expect([names[25], names[26], names[51], names[52], names[53]]).toEqual(['vdz', 'vdaa', 'vdaz', 'vdba', 'vdbb']);
    expect(new Set(names).size).toBe(54);
  });

  test('is counted for all of SATA, SCSI and USB together, as the guest will', async () => {
    expect(await diskTargets([disk(0, 'sata'), disk(1), disk(2, 'scsi'), disk(3, 'usb')])).toEqual([
      ['sda', 'sata'],
      ['vda', 'virtio'],
      ['sdb', 'scsi'],
      ['sdc', 'usb'],
    ]);
  });

  test('is that of the bus which fits the device and the machine', async () => {
    const both = ['{ path: /srv/a.qcow2 }', '{ path: /srv/a.iso, device: cdrom }'];
    expect(await diskTargets(both)).toEqual([
      ['vda', 'virtio'],
      ['sda', 'sata'],
    ]);
    expect(await diskTargets(both, 'machine: pc,')).toEqual([
      ['vda', 'virtio'],
      ['hda', 'ide'],
    ]);
  });
});

describe('the source of a disk', () => {
  const source = async (written: string) => {
    const { guest = '' } = await domainsOf(`guest: { memory: 1GiB, disks: [${written}] }`);
    const type = /<disk type='(\w+)'/.exec(guest)?.[1];
    return [type, /<driver name='qemu' type='(\w+)'/.exec(guest)?.[1], /<source \w+='([^']+)'/.exec(guest)?.[1]];
  };

  test.each([
    ['a volume of a folder', '{ volume: files/a.qcow2 }', ['file', 'qcow2', '/srv/files/a.qcow2']],
    ['one that is raw by its name', '{ volume: files/a.img }', ['file', 'raw', '/srv/files/a.img']],
    ['one whose name misleads', '{ volume: files/a.img, format: qcow2 }', ['file', 'qcow2', '/srv/files/a.img']],
    [
      'a volume of a volume group, whatever its name',
      '{ volume: group/a.qcow2 }',
      ['block', 'raw', '/dev/vg0/a.qcow2'],
    ],
    ['a file', '{ path: /srv/other/b.qcow2 }', ['file', 'qcow2', '/srv/other/b.qcow2']],
    ['a device', '{ block: /dev/disk/by-id/x }', ['block', 'raw', '/dev/disk/by-id/x']],
  ])('%s', async (_, written, expected) => {
    expect(await source(written)).toEqual(expected);
  });
});

describe('the path of a file', () => {
  const checked = async (path: string) => {
    const profile = `${leastProfile}vms: { one: { memory: 1GiB, disks: [{ path: ${JSON.stringify(path)} }] } }\n`;
    const { stdout } = await run(['--format', 'json', 'check', 'profile.yaml'], {
      cwd: folderWith({ 'profile.yaml': profile }),
    });
    return (JSON.parse(stdout) as { code: string }[]).map(({ code }) => code);
  };

  test.each([
    '/srv/Windows 11/disk 1.img',
    '/srv/Maß & Müll/(1).img',
    "/srv/it's/a.img",
    '/srv/a, b.img',
    '/srv/a .img ',
  ])('may be %s', async (path) => {
    expect(await checked(path)).not.toContain('invalid-value');
  });

  test.each([
    'srv/a.img',
    '/srv/../a.img',
    '/srv/./a.img',
    '/srv/',
    '/srv//a.img',
    '/srv/a\nb.img',
    '/srv/a\tb.img',
    '/',
  ])('may not be %j', async (path) => {
    expect(await checked(path)).toContain('invalid-value');
  });
});
