import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { usualInstall } from '../../agent/installer/machine.ts';
import { describeWith } from '../../support/tools.ts';
import { kept } from '../boot.ts';
import { addModules, addProgram, archive, baseInitramfs, linkTo } from '../initramfs.ts';
import { findKernel, kernelImage } from '../kernel.ts';
import { endOf, runMachine } from '../qemu.ts';

const programs = ['mdadm', 'lvm', 'cryptsetup', 'mkfs.ext4', 'sfdisk', 'blkid', 'mkfs.vfat'];
const tools = ['busybox', 'cpio', 'kmod', 'dash', 'qemu-system-x86_64', ...programs, kernelImage];
const modules = [
  'virtio_pci',
  'virtio_blk',
  'ext4',
  'crc32c_generic',
  'raid1',
  'dm_mod',
  'dm_crypt',
  'ecb',
  'xts',
  'sha256_generic',
  'aesni_intel',
];

/** The live system of a machine with one disk, as far as the installer looks at it. */
function initramfs(folder: string): Buffer {
  const root = path.join(folder, 'live');
  for (const name of ['bin', 'etc/mkapkovl']) mkdirSync(path.join(root, name), { recursive: true });
  for (const name of programs) addProgram(name, root);
  for (const name of ['pvcreate', 'vgcreate', 'lvcreate', 'vgchange']) linkTo('lvm', name, root);
  addModules(findKernel()!, root, modules);
  cpSync('overlays/agent', root, { recursive: true });
  const settings = Object.entries({ ...usualInstall, INSTALL_MODE: 'none' });
  writeFileSync(
    path.join(root, 'etc/mkapkovl/install.conf'),
    settings.map(([name, value]) => `${name}='${value}'\n`).join(''),
  );
  writeFileSync(path.join(root, 'etc/mkapkovl/build-id'), `${'ab'.repeat(32)}\n`);
  writeFileSync(path.join(root, 'etc/hostname'), 'kvm1\n');
  cpSync('test/boot/disk/init', path.join(root, 'init'));
  return archive(root);
}

/** md itself writes its superblock, of up to 4 KiB, when an array that it runs has been idle for a moment (md(4)). */
const allowed = (kind = '', when = '') => (kind.startsWith('case md') && when === 'in use' ? 8 : 0);

/** On the whole disk and on one partition; on both partitions test/agent/installer/disks has what needs no kernel. */
describeWith(tools, 'a disk that md, LVM or LUKS has used since an installation was cut off', () => {
  test('is not written, neither while it is in use nor when nothing holds it any more', {
    timeout: 620_000,
  }, async () => {
    const folder = kept('used-disk');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const [image, file, log] = ['disk', 'initramfs', 'console'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(image, Buffer.alloc(0));
    execFileSync('truncate', ['-s', '1100M', image]);
    writeFileSync(file, Buffer.concat([baseInitramfs(findKernel()!, folder), initramfs(folder)]));
    const report = await runMachine(
      findKernel()!,
      {
        initramfs: file,
        log,
        options: [],
        blocks: [`driver=file,node-name=disk,filename=${image},discard=unmap`],
        devices: ['virtio-blk-pci,drive=disk,serial=SERIAL1'],
      },
      600,
    );
    writeFileSync(path.join(folder, 'report'), report);
    const lines = report.split('\n').map((line) => line.trimEnd());
    expect(lines, `${endOf(log)}\n${report}`).toContain('end');
    expect(lines.filter((line) => line.startsWith('broken'))).toEqual([]);
    const cases = lines.filter((line) => line.startsWith('case ')).map((line) => line.split('|'));
    expect(cases).toHaveLength(2 * 5 * 2);
    const unexpected = cases.filter(
      ([kind, , when, written, decided]) => Number(written) > allowed(kind, when) || !decided?.startsWith('refused'),
    );
    expect(unexpected).toEqual([]);
    for (const [kind, , when, , decided] of cases)
      expect(`${kind}: ${decided}`).toMatch(
        when === 'in use' ? /is held by (md0|dm-0)/ : /holds something else|not blank/,
      );
  });
});
