import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { type FakeRoot, fakeRoot } from '../support.ts';

/** The programs of test/agent/converge/programs.sh, which keep what they do in the fake root. */
const programs =
  'apk adduser addgroup delgroup chpasswd su mount rc-service virsh qemu-img lvcreate lvremove lvrename wget chown stat modprobe'.split(
    ' ',
  );
const script = readFileSync('test/agent/converge/programs.sh', 'utf8');

const uuid = (digit: number) => `${digit}0000000-0000-4000-8000-000000000000`;
export const object = (kind: string, name: string, digit: number, rest = '') =>
  `<${kind}>\n  <name>${name}</name>\n  <uuid>${uuid(digit)}</uuid>\n${rest}</${kind}>\n`;

export const hash = '$6$salt$0123456789';
export const card = '0000:01:00.0';

/** What waits for what, as src/pipeline/waits.ts has it. */
export const waits = `
step packages step repositories
step libvirt package libvirt-daemon
step libvirt package qemu-system-x86_64>8
step libvirtd package libvirt-daemon
service libvirt-guests step libvirtd
pool * step libvirtd
network * step libvirtd
volume * package qemu-img
step seeds package libvirt-daemon
domain * step libvirtd
domain * package qemu-system-x86_64>8
guest * step libvirt
pool default mount /srv/guests
volume default/web.qcow2 pool default
volume default/data.raw pool default
guest web domain web
guest web pool default
guest web volume default/web.qcow2
guest web volume default/data.raw
guest web network nat
guest router domain router
guest spare domain spare
`
  .trimStart()
  .replaceAll(' ', '\t');

/** What an overlay with a bit of everything brings. */
export const overlay: Record<string, string> = {
  'etc/mkapkovl/install.conf': "INSTALL_MODE='sys'\n",
  'etc/mkapkovl/packages': 'libvirt-daemon\nqemu-img\nqemu-system-x86_64>8\n',
  'etc/mkapkovl/waits': waits,
  'etc/mkapkovl/users': 'root\thash\t-\nana\tlocked\twheel,libvirt\n',
  'etc/mkapkovl/secrets/password.root': `${hash}\n`,
  'etc/mkapkovl/authorized_keys/ana': 'ssh-ed25519 AAAA ana\n',
  'etc/mkapkovl/devices': `address\t${card}\t8086:1533\n`,
  'etc/mkapkovl/fstab': 'LABEL=guests\t/srv/guests\text4\tdefaults\t0\t2\n',
  'etc/mkapkovl/libvirt/pools.table': 'default\tdir\t/srv/guests/images\tyes\n',
  'etc/mkapkovl/libvirt/pools/default.xml': object('pool', 'default', 1, '  <path>/srv/guests/images</path>\n'),
  'etc/mkapkovl/libvirt/networks.table': 'nat\tyes\n',
  'etc/mkapkovl/libvirt/networks/nat.xml': object('network', 'nat', 2),
  'etc/mkapkovl/libvirt/volumes.table':
    'web\tdefault\tweb.qcow2\t/srv/guests/images/web.qcow2\tqcow2\t20GiB\thttp://web/web.qcow2\t-\tnone\n' +
    'web\tdefault\tdata.raw\t/srv/guests/images/data.raw\traw\t1GiB\t-\t-\t-\n',
  'etc/mkapkovl/libvirt/guests.table': `web\tyes\t-\nrouter\tyes\t${card}\nspare\tno\t-\n`,
  'etc/mkapkovl/libvirt/domains/web.xml': object('domain', 'web', 3),
  'etc/mkapkovl/libvirt/domains/router.xml': object('domain', 'router', 4, "<hostdev mode='subsystem' type='pci'/>\n"),
  'etc/mkapkovl/libvirt/domains/spare.xml': object('domain', 'spare', 5),
  'etc/libvirt/qemu.conf': 'user = "qemu"\ngroup = "kvm"\n',
  'etc/libvirt/libvirtd.conf': 'unix_sock_group = "libvirt"\n',
};

/** What an installed Alpine has before the first run. */
const installed: Record<string, string> = {
  'etc/apk/world': 'alpine-base\nopenssh\n',
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
  'etc/shadow': 'root:*:0:::::\n',
  'etc/group': 'root:x:0:root\nwheel:x:10:root\n',
  'etc/fstab': '# of the installer\nUUID=1\t/\text4\trw\t0\t1\n',
  'etc/motd': 'Welcome to Alpine!\n',
  'etc/runlevels/default/libvirtd': '',
  'etc/runlevels/default/sshd': '',
  'etc/init.d/sshd': '',
  'fake/running/sshd': '',
  'fake/web/web.qcow2': 'qcow2 1073741824\n',
  'proc/mounts': '/dev/vda2 / ext4 rw 0 0\n',
  'proc/cmdline': 'quiet\n',
  [`sys/bus/pci/devices/${card}/class`]: '0x020000\n',
};

/** An installed Alpine with that overlay, and with the card bound to vfio-pci in a group of its own. */
export function machine(changes: Record<string, string> = {}): FakeRoot {
  const root = bareMachine({ 'etc/runlevels/default/libvirtd': '', ...overlay, ...changes });
  bind(root, card, 'vfio-pci');
  return root;
}

/** An installed Alpine with an overlay that brings only these files. */
export function bareMachine(files: Record<string, string>): FakeRoot {
  const { 'etc/runlevels/default/libvirtd': _, ...others } = installed;
  const root = fakeRoot({ ...others, ...files });
  for (const name of programs) root.stub(name, script);
  return root;
}

/** Puts a device into the group of `card`, bound to a driver, or to none. */
export function bind(root: FakeRoot, address: string, driver: string): void {
  const device = path.join(root.folder, 'sys/bus/pci/devices', address);
  const members = path.join(root.folder, 'sys/kernel/iommu_groups/1/devices');
  for (const folder of [device, members]) mkdirSync(folder, { recursive: true });
  const link = (name: string, target: string) => {
    rmSync(name, { force: true });
    symlinkSync(target, name);
  };
  rmSync(path.join(device, 'driver'), { force: true });
  if (driver !== '') link(path.join(device, 'driver'), `../../drivers/${driver}`);
  link(path.join(members, address), `../../../../bus/pci/devices/${address}`);
  link(path.join(device, 'iommu_group'), '../../../../kernel/iommu_groups/1');
}

/** What a run did. */
export interface Outcome {
  status: number | null;
  /** One line a step: `Users: done`. */
  said: string[];
  calls: string[];
  /** Calls that change something. */
  effects: number;
}

export function converge(root: FakeRoot, env: Record<string, string> = {}): Outcome {
  for (const name of ['fake/calls', 'fake/effects']) root.write(name, '');
  const { status, stderr } = root.run('etc/mkapkovl/agent/converge.sh', {
    env: { MKAPKOVL_WAIT: '20', ...env },
  });
  const lines = (text: string) => text.split('\n').filter((line) => line !== '');
  return {
    status,
    said: lines(stderr).map((line) => line.replace(/^mkapkovl: /, '')),
    calls: lines(root.read('fake/calls')),
    effects: Number(root.read('fake/effects')),
  };
}

/** The records of all steps: state by name, with the reason of those that failed. */
export function records(root: FakeRoot): Record<string, string> {
  const all = Object.entries(root.snapshot()).filter(([name]) => name.startsWith('var/lib/mkapkovl/steps/'));
  return Object.fromEntries(
    all.map(([, content]) => {
      const { step, state, reason } = JSON.parse(content.replace(/^\d+ /, ''));
      return [step, state === 'failed' ? `failed: ${reason}` : state];
    }),
  );
}
