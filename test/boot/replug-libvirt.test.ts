import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { describeWith } from '../support/tools.ts';
import { boot, type Facts, kept } from './boot.ts';
import { addBinary, addProgram, archive } from './initramfs.ts';
import { kernelImage } from './kernel.ts';
import { firmware } from './nested/guest.ts';
import { usbAt } from './proof/ways.ts';

const tools = [
  'as',
  'busybox',
  'cpio',
  'flock',
  'kmod',
  'libvirtd',
  'objcopy',
  'qemu-system-x86_64',
  'virsh',
  kernelImage,
];

/** libvirt and QEMU with what they open by themselves, to be unpacked over an initramfs. */
function programs(): Buffer {
  const root = kept('replug-libvirt-programs');
  mkdirSync(path.join(root, 'bin'), { recursive: true });
  for (const name of ['flock', 'libvirtd', 'virsh', 'qemu-system-x86_64']) addProgram(name, root);
  const libraries = readdirSync('/usr/lib').map((name) => path.join('/usr/lib', name));
  const opened = [
    'libvirt/connection-driver/libvirt_driver_qemu.so',
    'qemu/accel-tcg-x86_64.so',
    'qemu/hw-usb-host.so',
  ];
  for (const file of libraries.flatMap((folder) => opened.map((name) => path.join(folder, name))).filter(existsSync))
    addBinary(file, file, root);
  cpSync('/usr/share/libvirt/cpu_map', path.join(root, 'usr/share/libvirt/cpu_map'), { recursive: true });
  return archive(root);
}

describeWith(tools, 'libvirt and QEMU, with a USB device that the kernel enumerates again', () => {
  let facts: Facts;
  beforeAll(async () => {
    facts = await boot({
      name: 'replug-libvirt',
      profile: 'test/boot/profiles/replug-libvirt.yaml',
      steps: ['replug-libvirt'],
      devices: [...usbAt('1d', 1, 1), 'usb-tablet,bus=usb1d.0'],
      archives: [programs()],
      files: { firmware: firmware() },
      seconds: 600,
    });
  }, 700_000);

  const entry = (address: string) =>
    ` <vendor id='0x0627'/> <product id='0x0001'/> <address bus='1' device='${address.replace('1.', '')}'/>`;
  const only = (keyword: string) => facts(keyword).join();

  test('keep it in the running guest by its old number while it is gone', () => {
    expect(only('entry gone')).toBe(entry(only('before')));
  });

  test('give it to the guest again by its new number, in place of the old one', () => {
    expect(only('back')).not.toBe(only('before'));
    expect(only('entry back')).toBe(entry(only('back')));
    expect(only('qemu back').match(/QEMU USB Tablet/g)).toHaveLength(1);
  });

  test('start the guest without it, and give it one that comes later', () => {
    expect(only('entry missing')).toContain("missing='yes'");
    expect(only('qemu missing')).not.toContain('QEMU USB Tablet');
    expect(only('entry came')).toBe(entry(only('came')));
    expect(only('qemu came').match(/ID: hostdev/g)).toHaveLength(1);
    expect(only('qemu came')).toContain('QEMU USB Tablet');
  });
});
