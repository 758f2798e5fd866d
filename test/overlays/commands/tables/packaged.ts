import type { BuiltHost } from '../built-hosts.ts';

/** A command of a package: which lines may call it, and what makes sure that the package is there when they run. */
export interface Packaged {
  command: string;
  /** Alpine's package that owns the file. */
  owner: string;
  /** Scripts with a line that calls it. Another script has a condition of its own: it gets a row. */
  files: string[];
  /** The lines run it inside the installed system, by chroot. */
  inTarget?: true;
  brought: Brought;
}

type Brought =
  /** alpine-base needs the owner (aports, main/alpine-base/APKBUILD); every medium and every world has that. */
  | { by: 'base' }
  /** The world or the agent's list of packages has these, on every host where the lines can run. */
  | { by: 'world'; names: string[]; when: (host: BuiltHost) => boolean }
  /** The installer adds these to the live system before the lines run, on machines like these. */
  | { by: 'installer'; names: string[]; on: Machine[] }
  /** setup-disk puts it into the installed system with the boot loader or the kernel (alpine-conf, setup-disk.in). */
  | { by: 'setup-disk'; loader?: 'grub' | 'extlinux' }
  /** The line works without it, or says how to get it. */
  | { by: 'nothing'; reason: string };

/** What decides on the installer's packages. */
export interface Machine {
  firmware: 'uefi' | 'bios';
  loader: 'grub' | 'extlinux';
  encrypted: boolean;
}

const agent = (names: string) => names.split(/\s+/).map((name) => `agent/etc/mkapkovl/agent/${name}.sh`);

const machine = (firmware: Machine['firmware'], loader: Machine['loader']): Machine[] =>
  [false, true].map((encrypted) => ({ firmware, loader, encrypted }));
/** What loader_fits of preflight.sh lets through. */
const machines = [...machine('uefi', 'grub'), ...machine('bios', 'extlinux'), ...machine('bios', 'grub')];

/** has_libvirt of converge/libvirt.sh; its steps, and verify's part on guests, do nothing without. */
const hasLibvirt = (host: BuiltHost) => host.has('libvirt/pools.table') || host.has('libvirt/guests.table');
const hasVolumes = (host: BuiltHost) => host.rows('libvirt/volumes.table').length > 0;
const poolsOfType = (type: string, host: BuiltHost) =>
  host.rows('libvirt/pools.table').filter(([, itsType]) => itsType === type);
const hasLogicalVolumes = (host: BuiltHost) => {
  const logical = poolsOfType('logical', host).map(([name]) => name);
  return host.rows('libvirt/volumes.table').some(([, pool]) => logical.includes(pool));
};

const lvm = (command: string): Packaged => ({
  command,
  owner: 'lvm2',
  files: agent('converge/volumes'),
  brought: { by: 'world', names: ['lvm2'], when: hasLogicalVolumes },
});
const base = (command: string, owner: string, names: string): Packaged => ({
  command,
  owner,
  files: agent(names),
  brought: { by: 'base' },
});

export const packaged: Packaged[] = [
  base('apk', 'apk-tools', 'install preflight medium bundle converge/packages converge/waits apply/lay verify/lock'),
  base('openrc', 'openrc', 'install'),
  base('rc-service', 'openrc', 'converge/libvirt converge/services apply/lay'),
  base('setup-alpine', 'alpine-conf', 'setup-alpine'),
  base('setup-disk', 'alpine-conf', 'install'),
  {
    command: 'virsh',
    owner: 'libvirt-client',
    files: agent(`converge/tools converge/libvirt converge/pools converge/networks converge/volumes converge/guests
      verify/guests replug`),
    // libvirt-daemon needs libvirt-client (aports, community/libvirt/APKBUILD).
    brought: { by: 'world', names: ['libvirt-daemon'], when: hasLibvirt },
  },
  {
    command: 'virsh',
    owner: 'libvirt-client',
    files: ['remote/guests.sh'],
    brought: { by: 'nothing', reason: 'a host without virsh says so, and mkapkovl init reports it' },
  },
  {
    command: 'qemu-img',
    owner: 'qemu-img',
    files: agent('converge/volumes'),
    brought: { by: 'world', names: ['qemu-img'], when: hasVolumes },
  },
  {
    command: 'zstd',
    owner: 'zstd',
    files: agent('converge/volumes'),
    brought: {
      by: 'world',
      names: ['zstd'],
      when: (host) => host.rows('libvirt/volumes.table').some((row) => row[8] === 'zst'),
    },
  },
  lvm('lvcreate'),
  lvm('lvremove'),
  lvm('lvrename'),
  {
    command: 'pvs',
    owner: 'lvm2',
    files: agent('converge/host-disks'),
    brought: { by: 'world', names: ['lvm2'], when: (host) => poolsOfType('logical', host).length > 0 },
  },
  {
    command: 'zpool',
    owner: 'zfs',
    files: agent('converge/host-disks'),
    // Without a pool of the profile's own: what has no zpool can have imported no pool that it would show.
    brought: { by: 'world', names: ['zfs'], when: (host) => poolsOfType('zfs', host).length > 0 },
  },
  {
    command: 'sshd',
    owner: 'openssh-server',
    files: agent('apply/lay'),
    // openssh needs openssh-server (aports, main/openssh/APKBUILD).
    brought: { by: 'world', names: ['openssh'], when: () => true },
  },
  {
    command: 'ssh-keygen',
    owner: 'openssh-keygen',
    files: agent('apply/signature'),
    // openssh-server needs openssh-keygen (aports, main/openssh/APKBUILD).
    brought: { by: 'world', names: ['openssh'], when: () => true },
  },
  {
    command: 'zpool',
    owner: 'zfs',
    files: ['probe/mounts.sh'],
    brought: { by: 'nothing', reason: 'a machine with pools of ZFS has it; without it their disks are unknown' },
  },
  {
    command: 'openssl',
    owner: 'openssl',
    files: agent('apply/open'),
    brought: {
      by: 'nothing',
      reason: 'only for an encrypted overlay; mkapkovl-host looks for it, and says how to get it',
    },
  },
  {
    command: 'sfdisk',
    owner: 'sfdisk',
    files: agent('write'),
    brought: { by: 'installer', names: ['sfdisk'], on: machines },
  },
  {
    command: 'mkfs.ext4',
    owner: 'e2fsprogs',
    files: agent('write'),
    brought: { by: 'installer', names: ['e2fsprogs'], on: machines },
  },
  {
    command: 'mkfs.vfat',
    owner: 'dosfstools',
    files: agent('write'),
    brought: { by: 'installer', names: ['dosfstools'], on: machine('uefi', 'grub') },
  },
  {
    command: 'cryptsetup',
    owner: 'cryptsetup',
    files: agent('write'),
    brought: { by: 'installer', names: ['cryptsetup'], on: machines.filter(({ encrypted }) => encrypted) },
  },
  {
    command: 'grub-install',
    owner: 'grub',
    files: agent('install'),
    // Its code for BIOS (i386-pc) is a package of its own.
    brought: { by: 'installer', names: ['grub', 'grub-bios'], on: machine('bios', 'grub') },
  },
  {
    command: 'mkinitfs',
    owner: 'mkinitfs',
    files: agent('target apply/boot kernel'),
    inTarget: true,
    // The kernels need an initramfs-generator, which mkinitfs provides (aports, main/linux-lts/APKBUILD).
    brought: { by: 'setup-disk' },
  },
  {
    command: 'grub-mkconfig',
    owner: 'grub',
    files: agent('target apply/boot'),
    inTarget: true,
    brought: { by: 'setup-disk', loader: 'grub' },
  },
  {
    command: 'update-extlinux',
    owner: 'syslinux',
    files: agent('target apply/boot'),
    inTarget: true,
    brought: { by: 'setup-disk', loader: 'extlinux' },
  },
  {
    command: '/etc/grub.d/10_linux',
    owner: 'grub',
    files: ['agent/etc/mkapkovl/agent/grub-rescue'],
    brought: { by: 'nothing', reason: 'grub-mkconfig runs the script, and is of the same package' },
  },
];
