import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '../support/tools.ts';
import { archiveOfPrograms, boot, consoleOf, type Facts } from './boot.ts';
import { kernelImage } from './kernel.ts';
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

function booted(name: string, steps: string[], options: string[] = []): () => Facts {
  let facts: Facts | undefined;
  beforeAll(async () => {
    facts = await boot({
      name,
      profile: 'test/boot/profiles/virtual-functions.yaml',
      steps: ['packages', 'target', 'modules', 'hwdrivers', ...steps],
      options,
      devices: ['pcie-root-port,id=above,addr=4,chassis=1', 'igb,bus=above'],
      archives: [archiveOfPrograms(name, ['ip'])],
      seconds: 300,
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
      const facts = booted('virtual-functions-rescue', ['target:functions', 'target:verify'], ['mkapkovl=rescue']);

      test('none is made', () => {
        expect(record(facts(), 'first')).toMatchObject({ state: 'skipped', reason: 'mkapkovl=rescue' });
        expect(facts()('first-number')).toEqual(['0']);
        expect(found(facts()).map(({ code }) => code)).toContain('rescue');
      });
    });
  });
});
