import { beforeAll, describe, expect, test } from 'vitest';
import { privateLibvirt } from '../support/libvirt.ts';
import { describeWith } from '../support/tools.ts';
import { boot, type Facts } from './boot.ts';
import { kernelImage } from './kernel.ts';
import { guestFiles, guestTools, withQemu } from './nested/guest.ts';

const tools = [...guestTools, 'busybox', 'cpio', 'kmod', 'qemu-system-x86_64', kernelImage];

describeWith(tools, 'a guest in a booted machine', () => {
  const libvirt = privateLibvirt();

  function booted(name: string, steps: string[]): Facts {
    let facts: Facts | undefined;
    beforeAll(async () => {
      facts = await boot({
        name,
        profile: 'test/boot/profiles/nested.yaml',
        steps,
        options: ['intel_iommu=off'],
        devices: ['e1000e,addr=3,mac=52:54:00:00:00:03', 'e1000e,addr=4,mac=52:54:00:00:00:04'],
        archives: [withQemu()],
        files: (overlay) => guestFiles(libvirt, overlay),
      });
    }, 300_000);
    return (keyword) => facts!(keyword);
  }

  describe('whose devices were bound at boot', () => {
    const facts = booted('nested', ['initramfs', 'modules-of-cmdline', 'target', 'drivers', 'nested']);

    test('sees the device of its definition, where its definition puts it, and no other card', () => {
      expect(facts('inner')).toContain('pci 18 8086:10d3');
      expect(facts('inner').filter((line) => line.includes('8086:10d3'))).toHaveLength(1);
    });

    test('has the device itself: the card says its own address', () => {
      expect(facts('inner')).toContain('mac 525400000004');
    });

    test('ended as it meant to', () => {
      expect(facts('inner').at(-1)).toBe('end');
      expect(facts('inner-status')).toEqual(['33']);
    });
  });

  describe('whose device its own driver has', () => {
    const facts = booted('nested-unbound', ['drivers', 'nested']);

    test('does not start', () => {
      expect(facts('inner-status')).toEqual(['1']);
      expect(facts('inner').join('\n')).toContain('0000:00:04.0');
    });
  });
});
