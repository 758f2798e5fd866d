import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { describeWith } from '../support/tools.ts';
import { archiveOfPrograms, boot, type Facts } from './boot.ts';
import { kernelImage } from './kernel.ts';
import { usbAt } from './proof/ways.ts';

const tools = ['busybox', 'cpio', 'flock', 'kmod', 'qemu-system-x86_64', kernelImage];

describeWith(tools, 'a USB device that a real kernel enumerates again (libvirt is a stand-in)', () => {
  let facts: Facts;
  beforeAll(async () => {
    facts = await boot({
      name: 'replug',
      profile: 'test/boot/profiles/replug.yaml',
      steps: ['target', 'virsh', 'target:replug'],
      devices: [...usbAt('1d', 1, 1), 'usb-tablet,bus=usb1d.0'],
      files: { virsh: `#!/bin/sh\n${readFileSync('test/agent/replug/virsh.sh', 'utf8')}` },
      // Alpine's busybox has it, and Debian's has not.
      archives: [archiveOfPrograms('replug', ['flock'])],
      seconds: 300,
    });
  }, 400_000);

  test('disappears, and comes back with another number', () => {
    expect(facts('gone')).toEqual(['1', '2']);
    const [before] = facts('before');
    const [first, second] = facts('back').map((line) => line.slice(2));
    expect(new Set([before, first, second]).size).toBe(3);
  });

  test('is given to the guest again, by its new number, each time', () => {
    expect(facts('has')).toEqual(facts('back'));
    const xml = '/etc/mkapkovl/libvirt/replug/inner/0627-0001.xml';
    const round = [`virsh -q detach-device inner ${xml} --live`, `virsh -q attach-device inner ${xml} --live`];
    expect(facts('call')).toEqual([...round, ...round]);
  });

  test('is recorded', () => {
    expect(JSON.parse(facts('record')[0]!)).toMatchObject({ step: 'replug-inner-0627-0001', state: 'done' });
  });
});
