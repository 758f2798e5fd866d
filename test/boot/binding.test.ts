import { beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '../support/tools.ts';
import { boot, consoleOf, type Facts } from './boot.ts';
import { kernelImage } from './kernel.ts';
import { found } from './proof/checks.ts';
import { usbAt } from './proof/ways.ts';

const tools = ['busybox', 'cpio', 'kmod', 'qemu-system-x86_64', kernelImage];

const devices = [...usbAt('1a', 4, 2), ...usbAt('1d', 1, 1), 'e1000e,addr=3', 'e1000e,addr=4', 'e1000,addr=5'];

const named = ['0000:00:1a.0', '0000:00:1a.1', '0000:00:1a.2', '0000:00:1a.7', '0000:00:04.0'];
const nativeUsb = (slot: string) => ({
  [`0000:00:${slot}.0`]: 'uhci_hcd',
  [`0000:00:${slot}.1`]: 'uhci_hcd',
  [`0000:00:${slot}.2`]: 'uhci_hcd',
  [`0000:00:${slot}.7`]: 'ehci-pci',
});
const stays = { ...nativeUsb('1d'), '0000:00:03.0': 'e1000e', '0000:00:05.0': 'e1000' };

interface Seen {
  drivers: Record<string, string>;
  records: Record<string, string>;
  facts: Facts;
  console: string;
}

/** One boot, and who has the devices at its end. */
function booted(name: string, steps: string[], more: { profile?: string; options?: string[] } = {}): () => Seen {
  let seen: Seen | undefined;
  beforeAll(async () => {
    const facts = await boot({
      name,
      profile: more.profile ?? 'test/boot/profiles/binding.yaml',
      steps,
      // Debian's kernel switches an Intel IOMMU on by itself, Alpine's does not; the last of several words counts.
      options: ['intel_iommu=off', ...(more.options ?? [])],
      devices,
    });
    const drivers = facts('driver').map((line) => line.split(' '));
    const records = facts('record').map((line) => JSON.parse(line));
    seen = {
      facts,
      drivers: Object.fromEntries(drivers.map(([address, , driver]) => [address, driver])),
      records: Object.fromEntries(records.map(({ step, state, reason }) => [step, `${state} ${reason}`.trim()])),
      console: consoleOf(name),
    };
  }, 200_000);
  return () => seen!;
}

const bound = Object.fromEntries(named.map((address) => [address, 'vfio-pci']));
const lineOf = (text: string) => text.split(/\r?\n/).filter((line) => line.includes('mkapkovl: passthrough'));
const faults = /invalid opcode|Oops|BUG:|kernel BUG|protection fault|Call Trace/;

describeWith(tools, 'binding on a real kernel', () => {
  describe('in an initramfs with vfio-pci', () => {
    const seen = booted('binding-early', [
      'packages',
      'initramfs',
      'modules-of-cmdline',
      'target',
      'records',
      'drivers',
      'target:verify',
      'target:verify-text',
    ]);

    test('kmod runs the install line, and the devices are bound before their own drivers come', () => {
      expect(seen().drivers).toMatchObject({ ...bound, ...stays });
    });

    test('their own drivers never had them, according to the kernel log', () => {
      const claimed = seen()
        .facts('claimed')
        .map((line) => line.split(' ')[0]!);
      expect(claimed).toEqual(expect.arrayContaining(Object.keys(stays)));
      expect(claimed.filter((address) => named.includes(address))).toEqual([]);
    });

    test('of two equal cards the one with the address is bound, and the other one works', () => {
      expect(seen().drivers).toMatchObject({ '0000:00:04.0': 'vfio-pci', '0000:00:03.0': 'e1000e' });
    });

    test('what does not match the profile is left alone and reported', () => {
      expect(seen().records).toEqual({
        ...Object.fromEntries(named.map((address) => [`bind-${address}`, 'done'])),
        'bind-0000:00:05.0': 'failed expected 8086:10d3, found 8086:100e',
        'bind-0000:00:06.0': 'failed there is no device at this address',
        bind: expect.stringMatching(
          /^failed 5 of 7; 0000:00:05\.0: .*; 0000:00:06\.0: there is no device at this address$/,
        ),
      });
    });

    test('`mkapkovl-host verify` reports a device with another id, and one that is not there, and no other', () => {
      const { facts } = seen();
      const ofDevices = found(facts).filter(({ code }) => code.startsWith('device-'));
      const messages = [
        'Passthrough: expected 8086:10d3 at 0000:00:05.0, found 8086:100e; a device with the id 8086:10d3 is at 0000:00:03.0 now.',
        'Passthrough: there is no device 0000:00:06.0.',
      ];
      expect(ofDevices.map(({ severity, message }) => [severity, message])).toEqual(
        messages.map((message) => ['error', message]),
      );
      expect(facts('verify-status')).toEqual(['1']);
      for (const message of messages) expect(facts('verify-text')).toContain(`error: ${message} [device-not-ready]`);
    });

    test('in one line on the console', () => {
      expect(lineOf(seen().console)).toEqual([expect.stringContaining('5 of 7 devices bound to vfio-pci; ')]);
    });

    test('no other device is set aside for vfio-pci', () => {
      expect(seen().facts('override')).toEqual([...named].sort().map((address) => `${address} vfio-pci`));
    });

    test('the kernel has nothing to complain of', () => {
      expect(seen().console).not.toMatch(faults);
    });
  });

  describe('in sysinit, after the USB drivers and before the others', () => {
    const seen = booted('binding-late', ['usb-first', 'initramfs', 'target', 'bind-service', 'records', 'drivers']);

    test('the card is bound, its twin is not, and USB stays with those who have it', () => {
      expect(seen().drivers).toMatchObject({ '0000:00:04.0': 'vfio-pci', ...nativeUsb('1a'), ...stays });
    });

    test('the driver that holds a controller is reported', () => {
      expect(seen().records).toMatchObject({
        'bind-0000:00:04.0': 'done',
        'bind-0000:00:1a.0': 'failed already bound to uhci_hcd',
        'bind-0000:00:1a.7': 'failed already bound to ehci-pci',
      });
      expect(seen().facts('bind-service')).toEqual(['1']);
    });

    test('the kernel has nothing to complain of, nor at power-off', () => {
      expect(seen().console).toContain('Power down');
      expect(seen().console).not.toMatch(faults);
    });
  });

  describe('with vfio-pci loaded already, and one more run', () => {
    const steps = ['initramfs', 'modules-of-cmdline', 'target', 'bind-service', 'bind-service', 'records', 'drivers'];
    const seen = booted('binding-again', steps);

    test('nothing changes', () => {
      expect(seen().drivers).toMatchObject({ ...bound, ...stays });
      expect(lineOf(seen().console)).toHaveLength(3);
      expect(new Set(lineOf(seen().console).map((line) => line.trim())).size).toBe(1);
    });
  });

  describe('with mkapkovl=rescue', () => {
    const steps = ['initramfs', 'modules-of-cmdline', 'target', 'bind-service', 'records', 'drivers'];
    const seen = booted('binding-rescue', steps, { options: ['mkapkovl=rescue'] });

    test('every device is its own driver’s', () => {
      expect(seen().drivers).toMatchObject({ ...nativeUsb('1a'), ...stays, '0000:00:04.0': 'e1000e' });
      expect(seen().facts('override')).toEqual([]);
    });

    test('that is reported, and is not a failure', () => {
      expect(seen().records).toEqual({ bind: 'skipped mkapkovl=rescue' });
      expect(seen().facts('bind-service')).toEqual(['0']);
    });
  });

  describe('without an IOMMU', () => {
    const seen = booted('binding-unprotected', ['initramfs', 'modules-of-cmdline', 'target', 'records', 'drivers'], {
      profile: 'test/boot/profiles/binding-unprotected.yaml',
    });

    test('every device is its own driver’s', () => {
      expect(seen().drivers).toMatchObject({ ...nativeUsb('1a'), ...stays, '0000:00:04.0': 'e1000e' });
      expect(seen().facts('override')).toEqual([]);
    });

    test('the reason is reported', () => {
      expect(seen().records['bind-0000:00:04.0']).toMatch(/^failed it has no IOMMU group/);
    });
  });
});
