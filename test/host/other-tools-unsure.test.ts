import { describe, expect, test } from 'vitest';
import { afterActing, guestWith, remediesFor } from '../support/foreign-keys.ts';

describe('what a key of another tool does not say is left to the user, as …', () => {
  test.each([
    ['hostpci0: "mapping=gpu"', 'Write hostdevs: […] in place of "hostpci0".'],
    ['hostpci0: ""', 'Write hostdevs: […] in place of "hostpci0".'],
    ['usb0: "mapping=key"', 'Write hostdevs: [{ usb: … }] in place of "usb0".'],
    ['cdrom: "virtio.iso"', 'Write disks: [{ device: cdrom, path: … }] in place of "cdrom".'],
    ['net0: "virtio,bridge=br0,tag=4095"', 'Write networks: [{ bridge: br0, vlan: … }] in place of "net0".'],
    ['vga: toString', 'Write video: … in place of "vga".'],
    ['ostype: valueOf', 'Write os_variant: … in place of "ostype".'],
    ['scsi0: "./disk"', 'Write disks: [{ volume: default/web.qcow2, size: …, bus: scsi }] in place of "scsi0".'],
  ])('%s', (keys, remedy) => {
    expect(remediesFor(guestWith(keys))).toEqual([remedy]);
    expect(afterActing(guestWith(keys))).toBe(remedy);
  });
});

describe('what may be a password is not repeated', () => {
  test.each([
    guestWith('scsi1: "/srv/user:hunter2@x"'),
    guestWith('cdrom: "/srv/user:hunter2"'),
    guestWith('sata0: "nfs:user:hunter2"'),
    guestWith('disks: [{ source: "/srv/user:hunter2@x" }]'),
    'network: { bridge: br0, ipv4: { address: 10.0.0.2/24, password: hunter2 } }',
    'network: { bridge: br0, ipv4: { address: 10.0.0.2/24, "psk:hunter2": null } }',
  ])('%s', (keys) => {
    const said = remediesFor(keys);
    expect(said.length).toBeGreaterThan(0);
    expect(said.join('\n')).not.toContain('hunter2');
  });
});

test('a device is named by its place under /dev, colons and all', () => {
  expect(remediesFor(guestWith('sata1: "/dev/disk/by-path/pci-0000:00:1f.2-ata-1"'))).toEqual([
    'Write disks: [{ block: "/dev/disk/by-path/pci-0000:00:1f.2-ata-1", bus: sata }] in place of "sata1".',
  ]);
});

test('a text that no other tool writes there is not made a value of the first key that takes any text', () => {
  expect(remediesFor(guestWith('boot: "console=ttyS0"'))).toEqual(['Write a map: boot: { firmware: … }.']);
  expect(remediesFor(guestWith('cpu: 2'))[0]).not.toContain('custom');
});
