import { expect, test } from 'vitest';
import { leastProfile } from '../../support/run.ts';
import { targetFiles } from '../../support/target.ts';

/** Everything that apk installs, from the medium or from the network. */
async function packages(sections: string): Promise<string[]> {
  const files = await targetFiles(leastProfile + sections);
  return `${files['etc/apk/world']}${files['etc/mkapkovl/packages']}`.trim().split('\n');
}

const pool = (text: string) => packages(`libvirt: { pools: { one: ${text} } }\n`);
const share = (format: string) =>
  `{ type: netfs, source: { host: nas.lan, dir: /x, format: ${format} }, path: /mnt/x }`;

test('a host with guests has libvirt, QEMU and qemu-img; one without has none of them', async () => {
  const needed = ['libvirt-daemon', 'libvirt-qemu', 'qemu-img', 'qemu-system-x86_64'];
  expect(await packages('vms: { guest: { memory: 1GiB } }\n')).toEqual(expect.arrayContaining(needed));
  expect(await packages('')).not.toEqual(expect.arrayContaining(['libvirt-daemon']));
});

test.each([
  ['{ type: logical, source: { name: vg0 }, path: /dev/vg0 }', 'lvm2'],
  [share('auto'), 'nfs-utils'],
  [share('nfs'), 'nfs-utils'],
  [share('cifs'), 'cifs-utils'],
])('the pool %s needs %s', async (text, name) => {
  const brought = ['lvm2', 'nfs-utils', 'cifs-utils'];
  expect((await pool(text)).filter((each) => brought.includes(each))).toEqual([name]);
  expect((await pool('{ type: dir, path: /srv }')).filter((each) => brought.includes(each))).toEqual([]);
});

test.each([
  [
    'graphics: spice',
    ['qemu-audio-spice', 'qemu-chardev-spice', 'qemu-hw-display-qxl', 'qemu-hw-usb-redirect', 'qemu-ui-spice-core'],
  ],
  ['graphics: vnc', []],
  ['graphics: vnc, os_variant: linux2022', ['qemu-hw-display-virtio-gpu', 'qemu-hw-display-virtio-vga']],
  ['hostdevs: [{ usb: "10c4:ea60" }]', ['qemu-hw-usb-host']],
])('a guest with %s brings the QEMU modules for it', async (text, names) => {
  const installed = await packages(`vms: { guest: { memory: 1GiB, ${text} } }\n`);
  expect(installed.filter((name) => /^qemu-(audio|chardev|hw|ui)-/.test(name))).toEqual(names);
});

test.each([
  ['boot: { firmware: uefi }', 'ovmf'],
  ['tpm: emulated', 'swtpm'],
])('a guest with %s brings %s', async (text, name) => {
  expect(await packages(`vms: { guest: { memory: 1GiB, ${text} } }\n`)).toContain(name);
  expect(await packages('vms: { guest: { memory: 1GiB } }\n')).not.toContain(name);
});
