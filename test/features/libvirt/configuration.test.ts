import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type PrivateLibvirt, privateLibvirt, program, withoutLogDaemon } from '../../support/libvirt.ts';
import { folderWith, leastProfile } from '../../support/run.ts';
import { filesFrom, targetFiles } from '../../support/target.ts';
import { describeWith } from '../../support/tools.ts';

const profile = `${leastProfile}libvirt: {}\n`;
const asRoot = process.getuid?.() === 0;
/** Alpine's users and groups are not Debian's: the daemon of the test gets its own. */
const identity = (...options: string[]) => execFileSync('id', options, { encoding: 'utf8' }).trim();
const user = asRoot ? 'nobody' : identity('-un');
const group = identity('-gn', user);

async function installConfiguration(libvirt: PrivateLibvirt): Promise<void> {
  const files = await filesFrom(libvirt.write('profile.yaml', profile));
  const qemu = files['etc/libvirt/qemu.conf']!.replace('"qemu"', `"${user}"`).replace('"kvm"', `"${group}"`);
  libvirt.write('config/libvirt/qemu.conf', withoutLogDaemon + qemu);
  libvirt.write('config/libvirt/libvirtd.conf', files['etc/libvirt/libvirtd.conf']!.replace('"libvirt"', `"${group}"`));
}

describeWith(['virsh', 'libvirtd', 'qemu-system-x86_64'], 'libvirtd with our configuration', () => {
  const libvirt = privateLibvirt(installConfiguration);

  test('starts, and lets only the group of its socket in', () => {
    const { mode, gid } = statSync(path.join(libvirt.folder, 'runtime/libvirt/libvirt-sock'));
    expect((mode & 0o777).toString(8)).toBe('770');
    expect(gid).toBe(Number(execFileSync('getent', ['group', group], { encoding: 'utf8' }).split(':')[2]));
  });
});

describeWith(
  ['/usr/share/augeas/lenses/libvirtd.aug', '/usr/share/augeas/lenses/libvirtd_qemu.aug'],
  'every key',
  () => {
    test.each([
      ['qemu.conf', 'libvirtd_qemu'],
      ['libvirtd.conf', 'libvirtd'],
    ])('of %s is one that libvirt knows', async (name, lens) => {
      const text = (await targetFiles(profile))[`etc/libvirt/${name}`]!;
      const known = readFileSync(`/usr/share/augeas/lenses/${lens}.aug`, 'utf8');
      const keys = [...text.matchAll(/^(\w+) = /gm)].map(([, key]) => key!);
      expect(keys.length).toBeGreaterThan(0);
      expect(keys.filter((key) => !known.includes(`_entry "${key}"`))).toEqual([]);
    });
  },
);

test('libvirt-guests shuts guests down: saving one with a PCI device fails, and is waited for without end', async () => {
  const folder = folderWith(await targetFiles(profile));
  const script = `. '${folder}/etc/conf.d/libvirt-guests'; echo "$LIBVIRT_SHUTDOWN $LIBVIRT_MAXWAIT"`;
  expect(program('sh', ['-c', script]).output).toBe('shutdown 300\n');
});

test('libvirt-guests starts nothing: in the rescue entry it would give devices to the guests that ran before', async () => {
  expect((await targetFiles(profile))['etc/conf.d/libvirt-guests']).toMatch(/^LIBVIRT_START=no$/m);
});

test('guests run as the user that Alpine’s package qemu makes, and virsh is for the group libvirt', async () => {
  const files = await targetFiles(profile);
  expect(files['etc/libvirt/qemu.conf']).toMatch(/^user = "qemu"\ngroup = "kvm"$/m);
  expect(files['etc/libvirt/libvirtd.conf']).toMatch(/^unix_sock_group = "libvirt"$/m);
});
