import { beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '../support/tools.ts';
import { archiveOfPrograms, boot, consoleOf, type Facts } from './boot.ts';
import { kernelImage } from './kernel.ts';

const tools = ['busybox', 'cpio', 'kmod', 'qemu-system-x86_64', 'flock', kernelImage];
const faults = /BUG:|Oops|WARNING:|Call Trace|invalid opcode|protection fault|refcount|blocked for more than/;
/** MKAPKOVL_LOAN_CYCLES: how often the device goes to the guest and back. Each takes about five seconds without KVM. */
const cycles = Number(process.env.MKAPKOVL_LOAN_CYCLES ?? 10);

describeWith(tools, 'a device on loan, on a real kernel', () => {
  describe('a sound card', () => {
    let facts: Facts;
    beforeAll(
      async () => {
        facts = await boot({
          name: 'loan',
          profile: 'test/boot/profiles/loan.yaml',
          steps: ['packages', 'target', 'modules', 'sound', 'hwdrivers', 'target:loans'],
          options: [`cycles=${cycles}`],
          devices: ['ich9-intel-hda,addr=5', 'hda-output'],
          // Alpine's busybox has it, and Debian's has not.
          archives: [archiveOfPrograms('loan', ['flock'])],
          seconds: 120 + 10 * cycles,
        });
      },
      (200 + 10 * cycles) * 1000,
    );

    test('works for the host before and after', () => {
      expect(facts('before')).toEqual(['0 snd_hda_intel']);
      expect(facts('after')).toEqual(['0 snd_hda_intel']);
    });

    test('stays with the host while a program has it open', () => {
      expect(facts('open')).toEqual(['1 snd_hda_intel']);
      expect(facts('open-said').join(' ')).toMatch(/the process \d+ has it open/);
    });

    test(`goes to vfio-pci and back ${cycles} times`, () => {
      expect(facts('lent')).toEqual(Array.from({ length: cycles }, () => '0 vfio-pci'));
      expect(facts('returned')).toEqual(Array.from({ length: cycles }, () => '0 snd_hda_intel'));
      expect(facts('last-said')).toEqual(['0000:00:05.0 returned: it has the driver snd_hda_intel']);
    });

    test('the kernel has nothing to complain of, nor at power-off', () => {
      expect(consoleOf('loan')).toContain('Power down');
      expect(
        consoleOf('loan')
          .split('\n')
          .filter((line) => faults.test(line)),
      ).toEqual([]);
    });
  });
});
