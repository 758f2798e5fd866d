import { accessSync, constants, readFileSync } from 'node:fs';
import { execa } from 'execa';
import { reasonOf } from '../../profile/read.ts';
import type { Accelerator } from '../trial.ts';
import type { Qemu } from './qemu.ts';

/** Interrupt remapping requires that QEMU, not KVM, emulates the I/O APIC: kernel-irqchip=split. */
const native = ['-machine', 'q35,kernel-irqchip=split', '-accel', 'kvm', '-cpu', 'host'];

/**
 * With QEMU's default translation cache of a gigabyte, a boot takes half as long again. The processor model is one that
 * distributions compile for, with a random number generator.
 */
const emulated = ['-machine', 'q35', '-accel', 'tcg,thread=multi,tb-size=64', '-cpu', 'Nehalem,+rdrand'];

export const machineWords = ({ name }: Accelerator): string[] => (name === 'kvm' ? native : emulated);

/**
 * Kernel options under emulation: the kernel counts timer interrupts for a moment, and panics if a busy machine
 * emulates them too slowly (it sets no_timer_check itself on known hypervisors); the other options speed it up.
 */
export const emulatedOptions = ['mitigations=off', 'nokaslr', 'no_timer_check'];

/**
 * KVM, if it can really start a kernel: in many virtual machines /dev/kvm can be opened, but hangs. The test starts the
 * medium's kernel without an initramfs, so that it ends by itself for lack of a root.
 */
export async function chooseAccelerator(qemu: Qemu, kernel: string, seconds = 12): Promise<Accelerator> {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
  } catch (thrown) {
    return { name: 'tcg', why: `/dev/kvm: ${reasonOf(thrown)}` };
  }
  const words = [
    ...native,
    ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-m', '256', '-serial', 'stdio'],
    ...['-kernel', kernel, '-append', 'console=ttyS0 panic=-1'],
  ];
  const settings = { timeout: seconds * 1000, forceKillAfterDelay: 500, reject: false, stdin: 'ignore' } as const;
  const { stdout, timedOut } = await execa(qemu.program, words, settings);
  if (/Unable to mount root fs|No working init found/.test(stdout ?? ''))
    return { name: 'kvm', why: 'a test kernel boots with it' };
  return { name: 'tcg', why: timedOut ? 'a test kernel hangs with KVM' : 'a test kernel does not boot with KVM' };
}

/** Whether KVM supports nested guests (parameters of kvm_intel and kvm_amd). */
export function nestedKvm(): boolean {
  return ['kvm_intel', 'kvm_amd'].some((module) => {
    try {
      return /^[1Y]/.test(readFileSync(`/sys/module/${module}/parameters/nested`, 'utf8'));
    } catch {
      return false;
    }
  });
}
