import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { execa } from 'execa';
import type { Kernel } from './kernel.ts';

export interface Machine {
  initramfs: string;
  /** Where the first serial port, the console, is written to. */
  log: string;
  options: string[];
  /** Values of -device. */
  devices: string[];
  /** Values of -blockdev. */
  blocks?: string[];
}

/** With QEMU's own translation cache of a gigabyte, a boot takes half as long again. */
const emulated = ['-machine', 'q35', '-accel', 'tcg,tb-size=64'];
/** QEMU emulates interrupt remapping only with a split irqchip, not with KVM's own. */
const native = ['-machine', 'q35,kernel-irqchip=split', '-accel', 'kvm', '-cpu', 'host'];

/**
 * Quick to boot and to end. The kernel counts timer interrupts for a moment, and panics if a busy machine was too slow
 * to emulate them; no_timer_check is what it does on known hypervisors.
 */
const ours = ['console=ttyS0', 'panic=-1', 'mitigations=off', 'nokaslr', 'no_timer_check'];

/** Runs a machine until it powers off, and returns what it said on its second serial port. */
export async function runMachine(
  kernel: Kernel,
  machine: Machine,
  seconds = 120,
  accelerator?: string[],
): Promise<string> {
  const { initramfs, log, options, devices, blocks = [] } = machine;
  const words = [
    ...(accelerator ?? (await fastest(kernel, machine))),
    ...['-nodefaults', '-no-reboot', '-display', 'none', '-m', '768', '-smp', '2'],
    // Before the devices that it translates for.
    ...['-device', 'intel-iommu,intremap=on', '-serial', `file:${log}`, '-serial', 'stdio'],
    ...['-kernel', kernel.image, '-initrd', initramfs],
    ...['-append', [...ours, ...options].join(' ')],
    ...blocks.flatMap((block) => ['-blockdev', block]),
    ...devices.flatMap((device) => ['-device', device]),
  ];
  const settings = {
    timeout: seconds * 1000,
    forceKillAfterDelay: 1000,
    reject: false,
    stdin: 'ignore',
    all: true,
  } as const;
  return (await execa('qemu-system-x86_64', words, settings)).all;
}

let accelerator: Promise<string[]> | undefined;

/** KVM if a machine really comes up with it: on hosts that are virtual machines themselves /dev/kvm may open and hang. */
function fastest(kernel: Kernel, machine: Machine): Promise<string[]> {
  accelerator ??= kvmWorks(kernel, machine).then((works) => (works ? native : emulated));
  return accelerator;
}

async function kvmWorks(kernel: Kernel, machine: Machine): Promise<boolean> {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
  } catch {
    return false;
  }
  return comesUp(kernel, { ...machine, log: `${machine.log}.kvm`, devices: [] }, native, 15);
}

/** Whether a machine comes as far as to unpack its overlay, in a time that is short for KVM. */
export async function comesUp(
  kernel: Kernel,
  machine: Machine,
  accelerator: string[],
  seconds: number,
): Promise<boolean> {
  return (await runMachine(kernel, machine, seconds, accelerator)).includes('unpacked 0');
}

/** The last lines of a console. */
export function endOf(log: string): string {
  return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15).join('\n') : '(nothing)';
}
