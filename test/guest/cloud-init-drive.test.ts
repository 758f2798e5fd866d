import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { privateLibvirt } from '../support/libvirt.ts';
import { leastProfile } from '../support/run.ts';
import { definitions, targetFiles } from '../support/target.ts';
import { describeWith } from '../support/tools.ts';

describeWith(['virsh', 'libvirtd', 'virt-install', 'qemu-system-x86_64', 'xorriso'], 'the CD of a seed', () => {
  const libvirt = privateLibvirt();

  test.each([
    ['q35', 'debian11'],
    ['pc', 'debian11'],
  ])('is attached as virt-install does it, on %s', async (machine, variant) => {
    const disk = libvirt.write('web.raw', '');
    // Of virt-install's own pool; the daemon has no rights there.
    chmodSync(path.dirname(libvirt.write('virt-manager/boot/README', '')), 0o777);
    const userData = libvirt.write('user-data', '#cloud-config\n{}\n');
    const words = ['--connect', libvirt.uri, '--virt-type', 'qemu', '--name', 'web', '--memory', '512', '--import'];
    const given = ['--disk', disk, '--os-variant', variant, '--machine', machine, '--network', 'none'];
    const printed = execFileSync(
      'virt-install',
      [...words, ...given, '--cloud-init', `user-data=${userData}`, '--print-xml', '1'],
      { encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: libvirt.folder } },
    );
    const theirs = /<disk type="file" device="cdrom">[\s\S]*?<\/disk>/.exec(printed)![0];
    const web = { memory: '1GiB', cloud_init: {}, machine, os_variant: variant, disks: [{ path: disk }] };
    const files = await targetFiles(`${leastProfile}vms: ${JSON.stringify({ web })}\n`);
    const [, , ours] = definitions(files, 'domains').web!.split(/(?=<disk )/);
    const bare = (xml: string) =>
      xml
        .replaceAll('"', "'")
        .replace(/<source file='[^']*'\/>/, '')
        .replace(/<\/disk>[\s\S]*$/, '')
        .replace(/\s+/g, ' ');
    // Libvirt takes a CD without a type for raw.
    expect(bare(ours!)).toBe(bare(theirs).replace("name='qemu'/", "name='qemu' type='raw'/"));
  });
});
