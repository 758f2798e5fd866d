import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { addModules, addProgram, archive, linkTo } from '../initramfs.ts';
import type { Kernel } from '../kernel.ts';

/** What systemd makes a kernel, its options and its initramfs into one EFI program with. */
export const efiStub = '/usr/lib/systemd/boot/efi/linuxx64.efi.stub';

const mebibyte = 2 ** 20;
const system = { start: mebibyte, sectors: 96 * 2048 };

/** Where the guest's second partition begins on its disk, in bytes. */
export const ownPlace = system.start + system.sectors * 512;

/** A disk as an image of an operating system is: a partition that UEFI boots from, and one for the system. */
export function bootableDisk(kernel: Kernel, options: string[], folder: string): string {
  const disk = path.join(folder, 'guest.raw');
  const program = efiProgram(kernel, options, folder);
  execFileSync('truncate', ['--size=128M', disk]);
  // The type U is that of UEFI's own partitions (sfdisk, Known partition types).
  tool('sfdisk', ['--quiet', '--label', 'gpt', disk], `start=2048, size=${system.sectors}, type=U\ntype=L\n`);
  const volume = ['-i', `${disk}@@${system.start}`];
  tool('mformat', [...volume, '-F', '-T', String(system.sectors), '::']);
  tool('mmd', [...volume, '::/EFI', '::/EFI/BOOT']);
  tool('mcopy', [...volume, program, '::/EFI/BOOT/BOOTX64.EFI']);
  return disk;
}

/**
 * As systemd-stub(7) wants it: a section for each part, behind those of the stub. The kernel comes last, because it
 * unpacks itself over what follows it.
 */
function efiProgram(kernel: Kernel, options: string[], folder: string): string {
  const parts = { '.cmdline': 'options', '.initrd': 'initramfs', '.linux': kernel.image };
  writeFileSync(path.join(folder, 'options'), options.join(' '));
  writeFileSync(path.join(folder, 'initramfs'), initramfs(kernel, path.join(folder, 'root')));
  const listed = execFileSync('objdump', ['--section-headers', efiStub], { encoding: 'utf8' });
  const ends = [...listed.matchAll(/^ *\d+ \.\S+ +([0-9a-f]+) +([0-9a-f]+) /gm)].map(
    ([, size, address]) => Number.parseInt(size!, 16) + Number.parseInt(address!, 16),
  );
  let end = Math.max(...ends);
  const words = Object.entries(parts).flatMap(([name, file]) => {
    const address = Math.ceil(end / 4096) * 4096;
    end = address + statSync(path.resolve(folder, file)).size;
    return ['--add-section', `${name}=${file}`, '--change-section-vma', `${name}=${address}`];
  });
  execFileSync('objcopy', [...words, efiStub, 'BOOTX64.EFI'], { cwd: folder });
  return path.join(folder, 'BOOTX64.EFI');
}

function initramfs(kernel: Kernel, root: string): Buffer {
  for (const name of ['bin', 'dev', 'proc', 'sys']) mkdirSync(path.join(root, name), { recursive: true });
  addProgram('busybox', root);
  const applets = execFileSync('busybox', ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  for (const applet of applets) linkTo('busybox', applet, root);
  addProgram('dash', root);
  linkTo('dash', 'sh', root);
  addProgram('kmod', root);
  linkTo('kmod', 'modprobe', root);
  addModules(kernel, root, ['virtio_pci', 'virtio_blk', 'virtio_net', 'af_packet', 'ahci', 'sr_mod', 'isofs']);
  cpSync('test/boot/started/init', path.join(root, 'init'));
  return archive(root);
}

function tool(name: string, words: string[], input = ''): void {
  const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
  execFileSync(name, words, { input, stdio: ['pipe', 'ignore', 'inherit'], env: { ...process.env, PATH } });
}
