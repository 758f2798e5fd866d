import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../support/tools.ts';
import { boot, consoleOf, kept } from './boot.ts';
import { addedFiles } from './initramfs.ts';
import { findKernel, kernelImage } from './kernel.ts';
import { comesUp } from './qemu.ts';

const tools = ['busybox', 'cpio', 'kmod', 'qemu-system-x86_64', kernelImage];

describeWith(tools, 'a machine that does not come to an end', () => {
  const hung = { name: 'hung', profile: 'profiles/minimal.yaml', steps: ['hang'], seconds: 20 };

  test('is ended after its time limit, and its output is kept and reported', { timeout: 120_000 }, async () => {
    const failure = await boot(hung).catch((error: Error) => error.message);
    expect(failure).toMatch(/^the guest did not reach its end in 20 seconds; see \/.*\/hung\. Its console:\n/);
    expect(consoleOf('hung')).toContain('Linux version');
    expect(existsSync(path.join(kept('hung'), 'report'))).toBe(true);
  });

  test('on a KVM that opens and hangs: it is taken for none', { timeout: 60_000 }, async () => {
    const folder = kept('hung-kvm');
    const files = addedFiles({ 'root-type': 'tmpfs' }, path.join(folder, 'added'));
    const [initramfs, log] = [path.join(folder, 'initramfs'), path.join(folder, 'console')];
    const machine = { initramfs, log, options: [], devices: [] };
    writeFileSync(machine.initramfs, files);
    // Its processor never starts.
    const stopped = ['-machine', 'q35', '-accel', 'tcg', '-S'];
    expect(await comesUp(findKernel()!, machine, stopped, 3)).toBe(false);
  });
});
