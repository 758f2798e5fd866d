import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { applied, machine, overlay, passing, profile } from './machine.ts';

const modules = 'usr/lib/modules/6.18.1-0-lts';

/** A machine whose mkinitfs makes an initramfs that is not compressed with gzip, and lists these files in it. */
function listing(files: string[], changes: Record<string, string> = {}) {
  const on = machine(changes);
  on.stub(
    'chroot',
    `case "$2 $3" in
  'mkinitfs -o') echo new > "$MKAPKOVL_ROOT$4" ;;
  'mkinitfs -l') printf '%s\\n' ${files.join(' ')} ;;
  update-extlinux*) cat "$MKAPKOVL_ROOT/etc/update-extlinux.conf" > "$MKAPKOVL_ROOT/boot/extlinux.conf" ;;
esac`,
  );
  return on;
}

describeWith(['applets'], 'the initramfs that mkapkovl-host apply makes', () => {
  test('replaces the old one, if mkinitfs lists vfio-pci in it', async () => {
    const on = listing(['./lib/modules/x/kernel/drivers/vfio/pci/vfio-pci.ko.gz']);
    applied(on, await overlay(profile + passing));
    expect(on.read('boot/initramfs-lts')).toBe('new\n');
  });

  test('leaves the old one in place, if it has no vfio-pci', async () => {
    const on = listing(['./etc/modprobe.d/vfio.conf']);
    const { status, stderr } = on.host(['apply', await overlay(profile + passing)]);
    expect(status).toBe(1);
    expect(stderr).toContain('the initramfs has no vfio-pci');
    expect(on.read('boot/initramfs-lts')).toBe('old\n');
  });

  test('needs no module of a kernel that has vfio-pci built in', async () => {
    const builtIn = { [`${modules}/modules.builtin`]: 'kernel/drivers/vfio/pci/vfio-pci.ko\n' };
    const on = listing(['./etc/modprobe.d/vfio.conf'], builtIn);
    applied(on, await overlay(profile + passing));
    expect(on.read('boot/initramfs-lts')).toBe('new\n');
  });
});
