import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe } from 'vitest';
import { hasUserland } from './alpine/userland.ts';

/** Debian's package that has a tool which tests run; .ci/run installs all of them. */
const packages: Record<string, string> = {
  applets: 'busybox, which test/support/alpine/fetch-busybox.sh gets; or a minirootfs of Alpine, as root',
  busybox: 'busybox-static',
  shellcheck: 'shellcheck',
  shfmt: 'shfmt',
  openssl: 'openssl',
  'ssh-keygen': 'openssh-client',
  '/usr/sbin/sshd': 'openssh-server',
  virsh: 'libvirt-clients',
  libvirtd: 'libvirt-daemon',
  'qemu-system-x86_64': 'qemu-system-x86',
  '/usr/share/OVMF': 'ovmf',
  swtpm: 'swtpm',
  swtpm_setup: 'swtpm-tools',
  'virt-xml-validate': 'libvirt-clients',
  xmllint: 'libxml2-utils',
  'virt-install': 'virtinst',
  '/usr/share/osinfo/os': 'osinfo-db',
  modprobe: 'kmod',
  python3: 'python3',
  tar: 'tar',
  stty: 'coreutils',
  setsid: 'util-linux',
  setpriv: 'util-linux',
  xz: 'xz-utils',
  bzip2: 'bzip2',
  'qemu-img': 'qemu-utils',
  dnsmasq: 'dnsmasq-base',
  ip: 'iproute2',
  unshare: 'util-linux',
  sfdisk: 'fdisk',
  mke2fs: 'e2fsprogs',
  losetup: 'mount',
  blkdiscard: 'util-linux',
  mkswap: 'util-linux',
  wipefs: 'util-linux',
  'mkfs.ext4': 'e2fsprogs',
  'mkfs.xfs': 'xfsprogs',
  'mkfs.btrfs': 'btrfs-progs',
  'mkfs.f2fs': 'f2fs-tools',
  'mkfs.vfat': 'dosfstools',
  'mkfs.ntfs': 'ntfs-3g',
  'mkfs.exfat': 'exfatprogs',
  pvcreate: 'lvm2',
  lvm: 'lvm2',
  mdadm: 'mdadm',
  'make-bcache': 'bcache-tools',
  '/usr/lib/syslinux/mbr': 'syslinux-common',
  '/usr/lib/grub/i386-pc': 'grub-pc-bin',
  '/usr/lib/grub/x86_64-efi': 'grub-efi-amd64-bin',
  'grub-mkimage': 'grub-common',
  '/usr/lib/syslinux/modules/bios': 'syslinux-common',
  cryptsetup: 'cryptsetup-bin',
  '/dev/no-loop-devices': 'none: the kernel or the container gives no loop devices',
  cpio: 'cpio',
  as: 'binutils',
  objcopy: 'binutils',
  xorriso: 'xorriso',
  isoinfo: 'genisoimage',
  sgdisk: 'gdisk',
  '/usr/lib/ISOLINUX/isohdpfx.bin': 'isolinux',
  bsdtar: 'libarchive-tools',
  blkid: 'util-linux',
  '/usr/lib/python3/dist-packages/yaml': 'python3-yaml',
  mformat: 'mtools',
  mcopy: 'mtools',
  mdir: 'mtools',
  syslinux: 'syslinux',
  'fsck.vfat': 'dosfstools',
  zsh: 'zsh',
  fish: 'fish',
  chromium: 'chromium',
  '/usr/lib/systemd/boot/efi/linuxx64.efi.stub': 'systemd-boot-efi',
  '/boot/vmlinuz': 'linux-image-amd64, which test/boot/fetch-kernel.sh gets',
};

function has(tool: string): boolean {
  if (tool === 'applets') return hasUserland;
  if (tool.startsWith('/')) return existsSync(tool);
  try {
    execFileSync('sh', ['-c', `PATH=$PATH:/usr/sbin:/sbin command -v ${tool}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * A group of tests that runs real tools. Without one of them it is skipped, loudly; with MKAPKOVL_REQUIRE_TOOLS set it
 * fails, so that CI can never pass by not testing.
 */
export function describeWith(tools: string[], name: string, body: () => void): void {
  const missing = tools.filter((tool) => !has(tool));
  if (missing.length === 0) return void describe(name, body);
  const names = missing.map((tool) => `${tool} (package ${packages[tool] ?? tool})`).join(', ');
  if (process.env.MKAPKOVL_REQUIRE_TOOLS) {
    return void describe(name, () => {
      throw new Error(`missing: ${names}`);
    });
  }
  console.warn(`skipped: ${name}: missing ${names}`);
  describe.skip(`${name} (missing ${names})`, body);
}
