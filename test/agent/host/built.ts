import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { folderWith, run } from '../../support/run.ts';
import { unpack } from '../../support/unpack.ts';
import { bind, hash, machine } from '../converge/machine.ts';
import type { FakeRoot } from '../support.ts';

const table = 'etc/mkapkovl/files';

/** What the converge stage's stand-ins do not bring: where the kernel, its modules and the boot loader are. */
const system: Record<string, string> = {
  'etc/alpine-release': '3.23.1\n',
  'proc/stat': 'btime 1690000000\n',
  'proc/sys/kernel/osrelease': '6.18.1-0-lts\n',
  'lib/modules/6.18.1-0-lts/modules.builtin': 'kernel/net/ipv6/ipv6.ko\n',
  'boot/initramfs-lts': '',
};

/** A machine that the overlay of a profile was installed on, before its first start. */
export async function installed(profile: string, env: Record<string, string> = {}): Promise<FakeRoot> {
  const cwd = folderWith({ 'profile.yaml': profile });
  const { status, stdout, stderr } = await run(['build', 'profile.yaml'], { cwd, env });
  if (status !== 0) throw new Error(stdout + stderr);
  const [archive] = execFileSync('ls', [path.join(cwd, 'out')], { encoding: 'utf8' }).match(/^.*\.apkovl\.tar\.gz$/m)!;
  const members = await unpack(readFileSync(path.join(cwd, 'out', archive)));
  const text = (name: string) => members.get(name)?.content.toString() ?? '';
  const words = (name: string) => text(name).split('\n').filter(Boolean);

  const root = machine(system);
  // Of the agent there is what the overlay brings, and nothing else.
  for (const name of ['etc/mkapkovl', 'etc/init.d', 'etc/runlevels', 'etc/libvirt', 'usr/local', 'fake/running']) {
    rmSync(path.join(root.folder, name), { recursive: true });
  }
  for (const [name, { type, mode, target, content }] of members) {
    const file = path.join(root.folder, name);
    if (type === 'directory') mkdirSync(file, { recursive: true });
    else if (type === 'symlink') symlinkSync(target!, file);
    else writeFileSync(file, content);
    if (type !== 'symlink') chmodSync(file, mode);
  }
  leaveAsTheInstallerDoes(root, words);
  return root;
}

function leaveAsTheInstallerDoes(root: FakeRoot, words: (name: string) => string[]): void {
  rmSync(path.join(root.folder, 'etc/runlevels/default/mkapkovl-install'), { force: true });
  const owner = `${process.getuid!()}:${process.getgid!()}`;
  const rows = words(table).filter((row) => !row.endsWith('/mkapkovl-install') || row.startsWith('file'));
  root.write(table, `${rows.join('\n').replaceAll('\t0:0\t', `\t${owner}\t`)}\n`);
  rmSync(path.join(root.folder, 'etc/.default_boot_services'), { force: true });
  root.write('etc/apk/world', `${words('etc/apk/world').join('\n')}\ne2fsprogs\nlinux-lts\n`);
  root.write(
    'etc/mkinitfs/mkinitfs.conf',
    `features="ata base ${words('etc/mkapkovl/initramfs-features').join(' ')}"\n`,
  );
  const options = ['quiet', ...words('etc/mkapkovl/kernel-options')].join(' ');
  root.write('boot/extlinux.conf', `LABEL lts\n  LINUX vmlinuz-lts\n  APPEND root=UUID=1 ${options}\n`);
  root.write('proc/cmdline', `BOOT_IMAGE=vmlinuz-lts root=UUID=1 ${options}\n`);
  // Made before this start, and after all that it is made from.
  utimesSync(path.join(root.folder, 'boot/initramfs-lts'), 1689999999, 1689999999);
  for (const folder of ['etc/mkinitfs', 'etc/modprobe.d', 'etc/mkapkovl']) {
    execFileSync('sh', [
      '-c',
      '! [ -d "$1" ] || find "$1" -exec touch -d 2020-01-01 {} +',
      'sh',
      path.join(root.folder, folder),
    ]);
  }
  root.write('etc/shadow', `root:${hash}:0:::::\n`);
  for (const name of [...words('etc/mkapkovl/initramfs-modules'), ...words('etc/modules')]) {
    if (name !== 'ipv6') root.write(`sys/module/${name.replaceAll('-', '_')}/refcnt`, '1\n');
  }
  // Those of the profile's network are there.
  for (const row of words('etc/mkapkovl/waits')) {
    const [, , kind, name] = row.split('\t');
    if (kind === 'interface') root.write(`sys/class/net/${name}/mtu`, '1500\n');
  }
  // Alpine's own services have started; those of packages that are yet to come have not.
  const services = words(table).flatMap((row) => /\tetc\/runlevels\/\w+\/([^/]+)$/.exec(row)?.[1] ?? []);
  for (const name of services.filter((service) => !service.startsWith('libvirt'))) {
    root.write(`fake/running/${name}`, '');
    if (!name.startsWith('mkapkovl-')) root.write(`etc/init.d/${name}`, '#!/sbin/openrc-run\n', 0o755);
  }
}

/** Puts a device of that id into the machine, bound to vfio-pci. */
export function plug(root: FakeRoot, address: string, id: string): void {
  const [vendor, device] = id.split(':');
  const folder = `sys/bus/pci/devices/${address}`;
  root.write(`${folder}/vendor`, `0x${vendor}\n`);
  root.write(`${folder}/device`, `0x${device}\n`);
  root.write(`${folder}/class`, '0x0c0300\n');
  bind(root, address, 'vfio-pci');
}
