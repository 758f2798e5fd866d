import { expect, test } from 'vitest';
import { folderWith, run } from '../support/run.ts';

/** As Unraid 6.12 writes them: templates of its own, paths with blanks, virtio-net, and IDE for CDs on i440fx. */
const definition = `<domain type='kvm' id='3'>
  <name>Windows 10</name>
  <uuid>1f5b3f3a-1111-2222-3333-444455556666</uuid>
  <metadata><vmtemplate xmlns="unraid" name="Windows 10" icon="windows.png" os="windows10"/></metadata>
  <memory unit='KiB'>8388608</memory>
  <vcpu placement='static'>2</vcpu>
  <os><type arch='x86_64' machine='pc-i440fx-7.1'>hvm</type></os>
  <features><acpi/><apic/></features>
  <cpu mode='host-passthrough' check='none' migratable='on'/>
  <clock offset='localtime'/>
  <devices>
    <emulator>/usr/local/sbin/qemu</emulator>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw' cache='writeback'/>
      <source file='/mnt/user/domains/Windows 10/vdisk1.img' index='2'/>
      <backingStore/>
      <target dev='hdc' bus='virtio'/>
      <alias name='virtio-disk2'/>
    </disk>
    <interface type='bridge'>
      <mac address='52:54:00:1f:aa:bb'/>
      <source bridge='br0'/>
      <target dev='vnet0'/>
      <model type='virtio-net'/>
      <alias name='net0'/>
    </interface>
    <memballoon model='none'/>
  </devices>
</domain>
`;

test('a guest of Unraid comes with its card, the bridge of that, and its disk, whose path has a blank', async () => {
  const cwd = folderWith({ 'guest.xml': definition });
  const { status, stdout, stderr } = await run(['import', 'guest.xml', '--as-profile'], { cwd });
  expect(status).toBe(0);
  expect(stdout).toContain('networks: [{ bridge: br0, mac: 52:54:00:1f:aa:bb, model: virtio-net }]');
  expect(stdout).toContain('br0: { bridge: { ports: [eth0] }, ipv4: dhcp }');
  expect(stdout).toContain('disks: [{ path: /mnt/user/domains/Windows 10/vdisk1.img, cache: writeback }]');
  expect(stderr.match(/(?<=warning: ).*?: domain\/[a-z/]*/g)).toEqual([
    'changed: domain/name',
    'kept verbatim: domain/metadata',
    'changed: domain/devices/disk/target',
  ]);
  const checked = await run(['check', 'profile.yaml'], { cwd: folderWith({ 'profile.yaml': stdout }) });
  expect(checked).toMatchObject({ status: 0, stderr: expect.stringMatching(/^(?!.*error:)/) });
});
