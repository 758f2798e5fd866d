import { expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';

/** The code and place of everything that a host with this guest is accused of. */
async function findings(guest: string): Promise<string[]> {
  const profile = `${leastProfile}libvirt: { pools: { vg0: { type: logical, source: { name: vg0 }, path: /dev/vg0 } } }
vms: { guest: { memory: 1GiB, ${guest} } }
`;
  const { stdout } = await run(['check', '--format', 'json', 'profile.yaml'], {
    cwd: folderWith({ 'profile.yaml': profile }),
  });
  return JSON.parse(stdout).map(({ code, path }: { code: string; path: string }) => `${code} ${path}`);
}

test('a disk on IDE is refused with q35, which has none, and taken with pc', async () => {
  const disks = 'disks: [{ path: /srv/a.qcow2, bus: ide }]';
  expect(await findings(disks)).toEqual(['ide-needs-pc /vms/guest/disks/0/bus']);
  expect(await findings(`machine: pc, ${disks}`)).toEqual([]);
});

test('a CD drive on virtio is refused', async () => {
  const drive = (bus: string) => `disks: [{ device: cdrom, path: /srv/a.iso, bus: ${bus} }]`;
  expect(await findings(drive('virtio'))).toEqual(['cdrom-on-virtio /vms/guest/disks/0/bus']);
  expect(await findings(drive('sata'))).toEqual([]);
});

test('a CD drive may be empty, a disk may not', async () => {
  expect(await findings('disks: [{ device: cdrom }]')).toEqual([]);
  expect(await findings('disks: [{ bus: virtio }]')).toEqual(['disk-without-source /vms/guest/disks/0']);
});

test('two empty CD drives are not one disk used twice; a volume and its device node are', async () => {
  expect(await findings('disks: [{ device: cdrom }, { device: cdrom }]')).toEqual([]);
  expect(await findings('disks: [{ volume: vg0/data }, { path: /dev/vg0/data }]')).toEqual([
    'disk-used-twice /vms/guest/disks/1',
  ]);
});

test('a device is in the boot order once, and the order is not empty', async () => {
  expect(await findings('boot: { order: [hd, cdrom, hd] }')).toEqual(['invalid-value /vms/guest/boot/order']);
  expect(await findings('boot: { order: [] }')).toEqual(['invalid-value /vms/guest/boot/order']);
  expect(await findings('boot: { order: [network, hd] }')).toEqual([]);
});

test('a mediated device is given away once', async () => {
  const device = '{ mdev: c2177883-f1bb-47f0-914d-32a22e3a8804 }';
  expect(await findings(`hostdevs: [${device}]`)).toEqual([]);
  expect(await findings(`hostdevs: [${device}, ${device}]`)).toEqual(['hostdev-used-twice /vms/guest/hostdevs/1']);
});

test('what only some devices of the host have is refused of the others', async () => {
  expect(await findings('memballoon: none, hostdevs: [{ pci: "0000:00:1a.0", startup_policy: optional }]')).toEqual([
    'unknown-key /vms/guest/hostdevs/0/startup_policy',
  ]);
  expect(await findings('hostdevs: [{ usb: "10c4:ea60", rom: "off" }]')).toEqual([
    'unknown-key /vms/guest/hostdevs/0/rom',
  ]);
});
