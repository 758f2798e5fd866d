import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Kernel } from './kernel.ts';

/** Modules that the tests ask for; what they need comes along. */
const wanted = `vfio vfio_iommu_type1 vfio-pci vhost_net vhost_vsock tun af_packet ipv6 igb igbvf e1000 e1000e uhci_hcd
  ehci_pci ohci_pci snd_hda_intel snd_hda_codec_generic ahci nvme sd_mod virtio_pci virtio_blk usbhid hid_generic`.split(
  /\s+/,
);

const guestScripts = 'test/boot/guest';
const programFolders = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** An initramfs with busybox, kmod and modules. Per-boot archives are appended to it: the kernel unpacks all of them. */
export function baseInitramfs(kernel: Kernel, folder: string): Buffer {
  const root = path.join(folder, 'base');
  for (const name of ['bin', 'sbin', 'dev', 'proc', 'sys', 'etc', 'tmp'])
    mkdirSync(path.join(root, name), { recursive: true });
  addProgram('busybox', root);
  const applets = execFileSync('busybox', ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  for (const applet of applets) linkTo('busybox', applet, root);
  addProgram('kmod', root);
  for (const name of ['modprobe', 'insmod', 'lsmod', 'rmmod', 'modinfo', 'depmod']) linkTo('kmod', name, root);
  // Debian's busybox takes its own modprobe whatever PATH says, and lacks mountpoint; Alpine's does neither.
  addProgram('dash', root);
  linkTo('dash', 'sh', root);
  addProgram('mountpoint', root);
  addModules(kernel, root, wanted);
  // The release of the profiles that are booted.
  writeFileSync(path.join(root, 'etc/alpine-release'), '3.23.0\n');
  cpSync(guestScripts, path.join(root, 'guest'), { recursive: true });
  cpSync(path.join(guestScripts, 'init'), path.join(root, 'init'));
  return archive(root);
}

/** Files at the root of the guest, by name. */
export function addedFiles(files: Record<string, string | Buffer>, folder: string): Buffer {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return archive(folder);
}

/** The archive of a folder, as the kernel unpacks it. */
export function archive(root: string): Buffer {
  execFileSync('chmod', ['-R', 'a+rX', root]);
  if (existsSync(path.join(root, 'init'))) execFileSync('chmod', ['755', path.join(root, 'init')]);
  const names = execFileSync('find', ['.', '-print0'], { cwd: root });
  const options = ['--null', '--create', '--format=newc', '--owner=0:0', '--quiet'];
  return gzipSync(execFileSync('cpio', options, { cwd: root, input: names, maxBuffer: 2 ** 30 }), { level: 1 });
}

/** Gives a program another name; the latest to claim it has it. */
export function linkTo(program: string, name: string, root: string): void {
  if (name === program) return;
  rmSync(path.join(root, 'bin', name), { force: true });
  symlinkSync(program, path.join(root, 'bin', name));
}

/** Copies a program, with its libraries. */
export function addProgram(name: string, root: string): void {
  const file = programFolders.map((folder) => path.join(folder, name)).find((candidate) => existsSync(candidate));
  if (!file) throw new Error(`${name} is in none of ${programFolders.join(', ')}`);
  addBinary(file, path.join('bin', name), root);
}

/** Copies a binary with the libraries that it is linked with, and those that it opens when it needs them. */
export function addBinary(file: string, as: string, root: string): void {
  mkdirSync(path.dirname(path.join(root, as)), { recursive: true });
  // Not cpSync: Node 22 and 24 take a link to a file for a folder there, and refuse it.
  copyFileSync(file, path.join(root, as));
  // ldd fails for a static program, which has none.
  const linked = execFileSync('sh', ['-c', `ldd ${file} 2> /dev/null || :`], { encoding: 'utf8' });
  const libraries = new Set([...linked.matchAll(/(\/\S+) \(0x/g)].map(([, library]) => library!));
  const folders = [...new Set([...libraries].map((library) => path.dirname(library)))];
  for (const each of [file, ...libraries]) for (const opened of openedBy(each, folders)) libraries.add(opened);
  for (const library of libraries) {
    const target = path.join(root, library);
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(library, target);
  }
}

/** The libraries that a program or library opens when it needs them, as its notes say (UAPI.11, ELF dlopen metadata). */
function openedBy(file: string, folders: string[]): string[] {
  const names = [...readFileSync(file, 'latin1').matchAll(/"soname":\[([^\]]*)\]/g)].flatMap(([, list]) =>
    [...list!.matchAll(/"([^"]+)"/g)].map(([, name]) => name!),
  );
  const there = names.map((name) => folders.map((folder) => path.join(folder, name)).find((each) => existsSync(each)));
  return there.filter((each) => each !== undefined);
}

/** Copies modules of a kernel with all that they need. */
export function addModules({ release, root: kernelRoot }: Kernel, root: string, names: string[]): void {
  const from = path.join(kernelRoot, 'lib/modules', release);
  const to = path.join(root, 'lib/modules', release);
  const needs = dependencies(from);
  const queue = names.flatMap((name) => [...needs.keys()].filter((file) => moduleName(file) === moduleName(name)));
  const taken = new Set(queue);
  for (const file of queue) for (const need of needs.get(file) ?? []) taken.add(need);
  for (const file of taken) {
    mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    cpSync(path.join(from, file), path.join(to, file));
  }
  for (const name of ['modules.order', 'modules.builtin', 'modules.builtin.modinfo']) {
    cpSync(path.join(from, name), path.join(to, name));
  }
  run('depmod', ['-b', root, release]);
}

/** From each module's file to those of all modules that it needs (depmod lists them whole). */
function dependencies(folder: string): Map<string, string[]> {
  if (!existsSync(path.join(folder, 'modules.dep')))
    run('depmod', ['-b', path.resolve(folder, '../../..'), path.basename(folder)]);
  const lines = readFileSync(path.join(folder, 'modules.dep'), 'utf8').split('\n').filter(Boolean);
  return new Map(
    lines.map((line) => line.split(':')).map(([file = '', list = '']) => [file, list.split(' ').filter(Boolean)]),
  );
}

/** Module names take - and _ for the same. */
function moduleName(file: string): string {
  return path
    .basename(file)
    .replace(/\.ko.*$/, '')
    .replaceAll('-', '_');
}

function run(program: string, words: string[]): void {
  const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
  execFileSync(program, words, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, PATH } });
}
