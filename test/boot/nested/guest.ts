import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PrivateLibvirt } from '../../support/libvirt.ts';
import { memberOf } from '../boot.ts';
import { addProgram, archive } from '../initramfs.ts';

/** Programs of the test machine that make the guest. */
export const guestTools = ['as', 'libvirtd', 'objcopy', 'virsh'];

/** The files of the guest `inner` of an overlay: its firmware, and a script that starts it as libvirt would. */
export async function guestFiles(libvirt: PrivateLibvirt, overlay: string): Promise<Record<string, string | Buffer>> {
  const definition = await memberOf(overlay, 'etc/mkapkovl/libvirt/domains/inner.xml');
  const file = libvirt.write('inner.xml', decided(definition));
  const { status, output } = libvirt.virsh('domxml-to-native', 'qemu-argv', '--xml', file);
  if (status !== 0) throw new Error(output);
  return { firmware: firmware(), 'start-guest': startScript(output) };
}

/** The firmware that the guest consists of: the image behind which QEMU's processor starts. */
export function firmware(): Buffer {
  return inFolder((folder) => {
    const [object, image] = [path.join(folder, 'firmware.o'), path.join(folder, 'firmware')];
    execFileSync('as', ['--32', '-o', object, path.join(import.meta.dirname, 'firmware.s')]);
    execFileSync('objcopy', ['-O', 'binary', '-j', '.text', object, image]);
    return readFileSync(image);
  });
}

const libraries = '/usr/lib';

/** QEMU and its libraries, to be unpacked over an initramfs. */
export function withQemu(): Buffer {
  return inFolder((folder) => {
    mkdirSync(path.join(folder, 'bin'));
    addProgram('qemu-system-x86_64', folder);
    for (const emulator of emulators()) cpSync(emulator, path.join(folder, 'qemu', path.basename(emulator)));
    return archive(folder);
  });
}

/**
 * A definition as `virsh domxml-to-native` takes it: libvirt decides on VFIO itself when a guest is started, and only
 * then.
 */
function decided(definition: string): string {
  return definition.replaceAll(/<hostdev [^>]*type='pci'[^>]*>/g, "$&\n      <driver name='vfio'/>");
}

/** A shell script of the words that libvirt starts QEMU with, without those by which libvirt then talks to it. */
function startScript(native: string): string {
  const words = execFileSync('sh', ['-c', `printf '%s\\n' ${native}`], { encoding: 'utf8' }).split('\n');
  const kept: string[] = [];
  for (let at = words.findIndex((word) => word.endsWith('/qemu-system-x86_64')) + 1; at < words.length; at += 1) {
    const [word = '', value = ''] = words.slice(at, at + 2);
    const libvirtsOwn =
      (word === '-object' && value.includes('"secret"')) ||
      (word === '-chardev' && value.includes('id=charmonitor')) ||
      word === '-mon';
    if (libvirtsOwn) at += 1;
    // It would wait for libvirt to tell it to go, and in the end to end it.
    else if (!['', '-S', '-no-shutdown'].includes(word)) kept.push(word);
  }
  const quoted = kept.map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  return `exec qemu-system-x86_64 ${quoted.join(' ')}\n`;
}

/** Debian's QEMU has its emulator as a module, in a folder named after the processor. */
function emulators(): string[] {
  return readdirSync(libraries)
    .map((name) => path.join(libraries, name, 'qemu/accel-tcg-x86_64.so'))
    .filter((file) => existsSync(file));
}

function inFolder(use: (folder: string) => Buffer): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), 'mkapkovl-nested-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
