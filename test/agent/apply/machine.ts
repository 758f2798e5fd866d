import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { overlayFile } from '#src/tree/templates.ts';
import { debian } from '../../support/alpine/userland.ts';
import { folderWith, run } from '../../support/run.ts';
import { type FakeRoot, fakeRoot } from '../support.ts';

/** A profile for a machine that is already there; tests add the keys that they are about. */
export const profile = `hostname: kvm1
alpine: { release: "3.23" }
access: { root: { authorized_keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxRL8yTvT1GeL1Hj0kVHmGfFeyTWsQy7RlBvbrAfNfC you@home"] } }
system: { ntp: none, microcode: none }
install: { mode: existing }
`;
export const bridge = 'network: { interfaces: { br0: { bridge: { ports: [eth0] }, ipv4: dhcp } } }\n';
export const plainPort = 'network: { interfaces: { eth0: { ipv4: dhcp } } }\n';
export const passing = 'passthrough: { devices: ["0000:01:00.0"], iommu: intel }\n';

export const hash = `$6$salt$${'0123456789'.repeat(9).slice(0, 86)}`;

/** Builds an overlay of that profile, and of the files beside it; returns its path. */
export async function overlay(text: string, files: Record<string, string> = {}, ...options: string[]): Promise<string> {
  const cwd = folderWith({ 'profile.yaml': text, ...files });
  const { status, stdout, stderr } = await run(['build', 'profile.yaml', ...options], {
    cwd,
    env: { MKAPKOVL_PASSPHRASE: 'correct horse', HASH: hash },
  });
  if (status !== 0) throw new Error(`${stdout}${stderr}`);
  return path.join(cwd, stdout.split('\n')[0]!);
}

/** An installed Alpine, that is not ours, with extlinux and one disk behind a controller. */
const installed: Record<string, string> = {
  'etc/alpine-release': '3.23.2\n',
  'etc/hostname': 'kvm1\n',
  'etc/apk/world': 'alpine-base\nopenssh\nvim\n',
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
  'etc/shadow': 'root:$6$x$y:0:::::\n',
  'etc/group': 'root:x:0:root\nwheel:x:10:root\n',
  'etc/motd': 'Welcome to Alpine!\n',
  'etc/modules': 'af_packet\nipv6\n',
  'etc/network/interfaces': 'auto lo\niface lo inet loopback\n\nauto eth0\niface eth0 inet dhcp\n',
  'etc/mkinitfs/mkinitfs.conf': 'features="ata base ext4 usb virtio"\n',
  'etc/update-extlinux.conf':
    'overwrite=1\ntimeout=3\nroot=UUID=1\nmodules=sd-mod,ext4\ndefault_kernel_opts="quiet rootfstype=ext4"\n',
  'usr/share/kernel/lts/kernel.release': '6.18.1-0-lts\n',
  'boot/initramfs-lts': 'old\n',
  'boot/extlinux.conf': 'old\n',
  'fake/calls': '',
  'fake/effects': '0',
  'proc/mounts': '/dev/vda2 / ext4 rw 0 0\n',
  'proc/self/mountinfo': '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n',
  'proc/cmdline': 'quiet\n',
  'proc/sys/kernel/hostname': 'kvm1\n',
  'sys/devices/pci0000:00/0000:00:1f.2/vendor': '0x8086\n',
  'sys/devices/pci0000:00/0000:00:1f.2/device': '0x2922\n',
  'sys/devices/pci0000:00/0000:00:1f.2/class': '0x010601\n',
  'sys/devices/pci0000:00/0000:00:1f.2/block/sda/dev': '8:1\n',
};

const program = readFileSync('test/agent/apply/programs.sh', 'utf8');
const programs = ['rc-service', 'apk', 'chroot', 'chpasswd', 'hostname', 'sshd', 'modprobe', 'ip'];
/** So that root's rights are not needed. */
const asRoot = process.getuid?.() === 0 ? [] : ['chown', 'stat', 'id'];

export interface Machine extends FakeRoot {
  /** Runs the mkapkovl-host that was taken out of an overlay alone, or the machine's own if there is one. */
  host(words: string[], env?: Record<string, string>): { status: number | null; stdout: string; stderr: string };
  calls(): string[];
  /** All that the machine is made of. */
  content(): Record<string, string>;
}

/** `counted` are programs beside those whose changes count for KILL. */
export function machine(changes: Record<string, string> = {}, counted: string[] = []): Machine {
  const root = fakeRoot({ ...installed, ...changes });
  for (const name of ['etc/mkapkovl', 'usr/local', 'etc/init.d']) {
    rmSync(path.join(root.folder, name), { recursive: true });
  }
  for (const [name, text] of Object.entries(changes)) root.write(name, text);
  for (const name of ['acpid', 'crond', 'ntpd', 'seedrng', 'sshd', 'modules'])
    root.write(`etc/init.d/${name}`, '', 0o755);
  for (const name of [...programs, ...asRoot, ...counted]) root.stub(name, program);
  // Of the package openssh, which is in the world of every host.
  root.stub('ssh-keygen', `exec ${debian('ssh-keygen')} "$@"`);
  root.write('etc/init.d/networking', `#!/bin/sh\n${program}`, 0o755);
  root.write('fake/mkapkovl-host', overlayFile('agent/usr/local/bin/mkapkovl-host').text, 0o755);
  root.stub(
    'link',
    `cd "$MKAPKOVL_ROOT/sys" && mkdir -p dev/block bus/pci/devices &&
     ln -s ../../devices/pci0000:00/0000:00:1f.2/block/sda dev/block/8:1 &&
     ln -s ../../../devices/pci0000:00/0000:00:1f.2 bus/pci/devices/0000:00:1f.2 &&
     mkdir -p ../etc/runlevels/boot && ln -s /etc/init.d/networking ../etc/runlevels/boot/networking`,
  );
  expect(root.run('fake/programs/link')).toMatchObject({ status: 0, stderr: '' });
  let now = 1700000000;
  return {
    ...root,
    host: (words, env = {}) => {
      now += 1;
      const own = { MKAPKOVL_NOW: String(now), MKAPKOVL_IP: path.join(root.folder, 'fake/programs/ip') };
      return root.run('fake/mkapkovl-host', { arguments: words, env: { ...own, ...env } });
    },
    calls: () => root.read('fake/calls').trim().split('\n'),
    content: () => root.snapshot(['fake', 'run', 'proc', 'sys', 'var']),
  };
}

/** The same machine once more, to do something else with it. */
export function copyOf(on: Machine, counted: string[] = []): Machine {
  const copy = machine({}, counted);
  execFileSync('cp', ['-a', `${on.folder}/.`, copy.folder]);
  return copy;
}

/** Applies, and expects that it worked. */
export function applied(on: Machine, file: string, ...words: string[]): string {
  const { status, stdout, stderr } = on.host(['apply', file, ...words]);
  // A part of the agent that is not read shows only there.
  if (status !== 0 || /line \d+: .*: not found/.test(stdout + stderr)) throw new Error(`${status}: ${stdout}${stderr}`);
  return stdout;
}

/** What was found, by code; and that nothing was changed. */
export function refused(on: Machine, words: string[], env: Record<string, string> = {}): string {
  const before = on.content();
  const { status, stdout, stderr } = on.host(['apply', ...words, '--json'], env);
  expect(stderr).toBe('');
  expect(status).toBe(1);
  const { result, findings } = JSON.parse(stdout);
  expect(result).toBeNull();
  expect(on.content()).toEqual(before);
  expect(findings).toHaveLength(1);
  expect(findings[0].remedy).not.toBe('');
  return findings[0].code;
}
