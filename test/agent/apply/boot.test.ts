import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { applied, type Machine, machine, overlay, passing, profile } from './machine.ts';

const grub = {
  'etc/default/grub':
    'GRUB_TIMEOUT=2\nGRUB_CMDLINE_LINUX_DEFAULT="modules=sd-mod,ext4 quiet rootfstype=ext4 console=ttyS0,115200"\n',
  'boot/grub/grub.cfg': 'old\n',
};
const value = (on: Machine, file: string, key: string) =>
  on
    .read(file)
    .split('\n')
    .find((line) => line.startsWith(`${key}=`))
    ?.slice(key.length + 1);
const vfio = 'vfio,vfio_iommu_type1,vfio-pci';

describeWith(['applets'], 'the boot files, after mkapkovl-host apply', () => {
  test('get what the profile says beside what is in them, and a restart is asked for', async () => {
    const on = machine();
    const printed = applied(on, await overlay(profile + passing));
    expect(printed).toContain(
      '\nRestart this machine: kernel-options +intel_iommu=on +iommu=pt; initramfs-features +vfio; ' +
        'initramfs-modules +vfio +vfio_iommu_type1 +vfio-pci.\n',
    );
    expect(value(on, 'etc/mkinitfs/mkinitfs.conf', 'features')).toBe('"ata base ext4 usb virtio vfio"');
    expect(value(on, 'etc/update-extlinux.conf', 'modules')).toBe(`sd-mod,ext4,${vfio}`);
    expect(value(on, 'etc/update-extlinux.conf', 'default_kernel_opts')).toBe(
      '"quiet rootfstype=ext4 intel_iommu=on iommu=pt"',
    );
    expect(value(on, 'etc/update-extlinux.conf', 'timeout')).toBe('3');
    expect(on.read('boot/extlinux.conf')).toContain('mkapkovl=rescue');
    expect(on.read('boot/initramfs-lts')).toContain('install vfio-pci /bin/sh');
  });

  test('show their menu at the serial console that the profile has', async () => {
    const serial = profile.replace('ntp: none,', 'console: ["ttyS1,57600"], ntp: none,');
    const on = machine();
    applied(on, await overlay(serial));
    expect(value(on, 'etc/update-extlinux.conf', 'serial_port')).toBe('1');
    expect(value(on, 'etc/update-extlinux.conf', 'serial_baud')).toBe('57600');
    const other = machine(grub);
    applied(other, await overlay(serial));
    expect(value(other, 'etc/default/grub', 'GRUB_SERIAL_COMMAND')).toBe('"serial --unit=1 --speed=57600"');
    expect(value(other, 'etc/default/grub', 'GRUB_TERMINAL_INPUT')).toBe('"console serial"');
    expect(value(other, 'etc/default/grub', 'GRUB_TERMINAL_OUTPUT')).toBe('"console serial"');
  });

  test('keep from guests what carries the root file system', async () => {
    const on = machine();
    applied(on, await overlay(profile + passing));
    expect(on.read('etc/mkapkovl/keep')).toBe('0000:00:1f.2\t8086:2922\tthe root file system\n');
  });

  test('are not made where nobody can tell what the root file system is on', async () => {
    const on = machine({ 'proc/self/mountinfo': '1 0 0:24 / / rw - zfs rpool/ROOT/alpine rw\n' });
    const { status, stderr } = on.host(['apply', await overlay(profile + passing)]);
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('cannot determine which disk the root file system is on'),
    });
    expect(on.read('boot/extlinux.conf')).toBe('old\n');
  });

  test('lose again what only an older overlay gave, and nothing else', async () => {
    const on = machine();
    const before = on.read('etc/update-extlinux.conf');
    applied(on, await overlay(profile + passing));
    expect(applied(on, await overlay(profile))).toContain(
      'Restart this machine: kernel-options -intel_iommu=on -iommu=pt;',
    );
    expect(on.read('etc/update-extlinux.conf')).toBe(before);
    expect(value(on, 'etc/mkinitfs/mkinitfs.conf', 'features')).toBe('"ata base ext4 usb virtio"');
    expect(on.read('boot/extlinux.conf')).not.toContain('intel_iommu');
  });

  test('are those of GRUB where that is the loader', async () => {
    const on = machine(grub);
    applied(on, await overlay(`${profile}${passing}boot: { options: [hugepagesz=1G, hugepages=2, "mine=a,b"] }\n`));
    expect(value(on, 'etc/default/grub', 'GRUB_CMDLINE_LINUX_DEFAULT')).toMatch(
      `"modules=sd-mod,ext4,${vfio} quiet rootfstype=ext4 console=ttyS0,115200 `,
    );
    expect(value(on, 'etc/default/grub', 'GRUB_CMDLINE_LINUX_DEFAULT')).toContain(
      ' hugepagesz=1G hugepages=2 mine=a,b',
    );
    expect(on.content()['etc/grub.d/41_mkapkovl']).toMatch(/^755 #!\/bin\/sh/);
    applied(on, await overlay(profile));
    expect(value(on, 'etc/default/grub', 'GRUB_CMDLINE_LINUX_DEFAULT')).toBe(
      '"modules=sd-mod,ext4 quiet rootfstype=ext4 console=ttyS0,115200"',
    );
  });

  test('are not made anew for what they are not made of', async () => {
    const on = machine();
    applied(on, await overlay(profile + passing));
    on.write('fake/calls', '');
    const printed = applied(on, await overlay(`${profile}${passing}packages: [htop]\n`));
    expect(on.calls().filter((call) => call.startsWith('chroot'))).toEqual([]);
    expect(printed).toContain('Restart this machine');
  });

  test.each(['mkinitfs -o', 'update-extlinux'])(
    'stay those that work when %s fails, until it works',
    async (program) => {
      const on = machine();
      const file = await overlay(profile + passing);
      const { status, stderr } = on.host(['apply', file], { FAIL: program });
      expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('Boot files: FAILED') });
      if (program === 'mkinitfs -o') expect(on.read('boot/initramfs-lts')).toBe('old\n');
      expect(on.read('boot/extlinux.conf')).toBe('old\n');
      applied(on, file);
      expect(on.read('boot/extlinux.conf')).toContain('intel_iommu=on');
      expect(Object.keys(on.content())).not.toContain('boot/initramfs-lts.mkapkovl');
    },
  );

  test('are left alone, and it is said, where there is no loader that is known', async () => {
    const on = machine();
    on.write('fake/no', 'rm "$MKAPKOVL_ROOT/etc/update-extlinux.conf"');
    on.run('fake/no');
    const { status, stderr } = on.host(['apply', await overlay(profile + passing)]);
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('neither extlinux nor GRUB'),
    });
    expect(on.read('boot/initramfs-lts')).toBe('old\n');
  });
});
