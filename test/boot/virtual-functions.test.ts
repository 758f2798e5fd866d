import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import { privateLibvirt } from '../support/libvirt.ts';
import { describeWith } from '../support/tools.ts';
import { archiveOfPrograms, type Boot, boot, consoleOf, type Facts } from './boot.ts';
import { kernelImage } from './kernel.ts';
import { guestFiles, guestTools, withQemu } from './nested/guest.ts';
import { found } from './proof/checks.ts';

/** QEMU has a network card with SR-IOV since 8.0. */
const emulates = () => {
  try {
    return execFileSync('qemu-system-x86_64', ['-device', 'help'], { encoding: 'utf8' }).includes('name "igb"');
  } catch {
    return false;
  }
};
const tools = ['busybox', 'cpio', 'kmod', 'qemu-system-x86_64', 'ip', kernelImage];
const faults = /invalid opcode|Oops|BUG:|kernel BUG|protection fault|Call Trace/;

function booted(name: string, steps: string[], more: Partial<Boot> = {}): () => Facts {
  let facts: Facts | undefined;
  beforeAll(async () => {
    facts = await boot({
      name,
      profile: 'test/boot/profiles/virtual-functions.yaml',
      steps: ['packages', 'target', 'modules', 'hwdrivers', ...steps],
      devices: ['pcie-root-port,id=above,addr=4,chassis=1', 'igb,bus=above'],
      seconds: 300,
      ...more,
      archives: [archiveOfPrograms(name, ['ip']), ...(more.archives ?? [])],
    });
  }, 400_000);
  return () => facts!;
}

const drivers = (facts: Facts, when: string) => facts(`${when}-function`).map((line) => line.split(' ')[2] ?? '');
const record = (facts: Facts, when: string) => JSON.parse(facts(`${when}-record`)[0]!);

describe.skipIf(!emulates())('virtual functions of a card that QEMU (8.0 or newer) emulates', () => {
  describeWith(tools, 'on a real kernel', () => {
    describe('with their driver loaded', () => {
      const facts = booted('virtual-functions', ['target:functions-in-use']);

      test('are made, and vfio-pci has those that are for guests', () => {
        expect(record(facts(), 'first')).toMatchObject({ state: 'done' });
        expect(facts()('first-number')).toEqual(['3']);
        expect(drivers(facts(), 'first')).toEqual(['vfio-pci', 'igbvf', 'vfio-pci']);
      });

      test('have the settings of the profile', () => {
        const [first, , third] = facts()('first-shown');
        expect(first).toMatch(/^0 .*52:54:00:00:00:01.* vlan 42.*spoof checking off.*trust on/);
        expect(third).toMatch(/^2 .*spoof checking on.*trust off/);
      });

      test('are as the profile says, according to verify', () => {
        const codes = found(facts()).map(({ code }) => code);
        expect(codes.filter((code) => /function|device-not-ready/.test(code))).toEqual([]);
      });

      test('are left alone by the next run', () => {
        expect(record(facts(), 'again')).toMatchObject({ state: 'skipped' });
        expect(facts()('again-function')).toEqual(facts()('first-function'));
      });

      test('stay as many as they are while one is open through VFIO', () => {
        expect(record(facts(), 'held')).toMatchObject({
          state: 'failed',
          reason: expect.stringMatching(/keeps its 3 virtual functions, because the process \d+ has 0000:/),
        });
        expect(facts()('held-function')).toEqual(facts()('first-function'));
      });

      test('are made again in another number after that, and removed with the profile’s key', () => {
        expect(record(facts(), 'freed')).toMatchObject({ state: 'done' });
        expect(drivers(facts(), 'freed')).toEqual(['vfio-pci', 'igbvf']);
        expect(facts()('former-number')).toEqual(['0']);
      });

      test('the kernel has nothing to complain of, nor at power-off', () => {
        expect(consoleOf('virtual-functions')).toContain('Power down');
        expect(consoleOf('virtual-functions')).not.toMatch(faults);
      });
    });

    describe('in the rescue entry', () => {
      const facts = booted('virtual-functions-rescue', ['target:functions', 'target:verify'], {
        options: ['mkapkovl=rescue'],
      });

      test('none is made', () => {
        expect(record(facts(), 'first')).toMatchObject({ state: 'skipped', reason: 'mkapkovl=rescue' });
        expect(facts()('first-number')).toEqual(['0']);
        expect(found(facts()).map(({ code }) => code)).toContain('rescue');
      });
    });
  });

  describeWith([...tools, ...guestTools], 'given to a guest in the booted machine', () => {
    const libvirt = privateLibvirt();
    const facts = booted('virtual-functions-nested', ['target:functions', 'nested', 'target:function-given'], {
      profile: 'test/boot/profiles/virtual-functions-nested.yaml',
      archives: [withQemu()],
      files: (overlay) => guestFiles(libvirt, overlay),
      seconds: 400,
    });

    test('are made, for the guest and for the host', () => {
      expect(drivers(facts(), 'first')).toEqual(['vfio-pci', 'igbvf']);
    });

    test('the guest sees the one of its definition, and no other function of the card', () => {
      expect(facts()('inner').filter((line) => /8086:10c[9a]/.test(line))).toEqual(['pci 18 8086:10ca']);
    });

    test('the driver of the card, which the host keeps, answers the guest with the address of the profile', () => {
      // A reset that was acknowledged.
      expect(facts()('inner')).toContain('answer 80000001');
      expect(facts()('inner')).toContain('mac 525400000001');
      expect(facts()('inner').at(-1)).toBe('end');
      expect(facts()('inner-status')).toEqual(['33']);
    });

    test('card and functions have the drivers of before when the guest has ended', () => {
      expect(facts()('after')).toEqual(['0000:01:00.0 igb', 'virtfn0 vfio-pci', 'virtfn1 igbvf']);
    });

    test('are as the profile says, according to verify', () => {
      const about = found(facts()).filter(
        ({ code, message }) => /function|device/.test(code) || /0000:01:/.test(message),
      );
      expect(about).toEqual([]);
    });

    test('the kernel has nothing to complain of, nor at power-off', () => {
      expect(consoleOf('virtual-functions-nested')).toContain('Power down');
      expect(consoleOf('virtual-functions-nested')).not.toMatch(faults);
    });
  });
});
