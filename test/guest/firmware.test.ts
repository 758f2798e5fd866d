import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type PrivateLibvirt, privateLibvirt } from '../support/libvirt.ts';
import { leastProfile } from '../support/run.ts';
import { targetFiles } from '../support/target.ts';
import { describeWith } from '../support/tools.ts';

const descriptor = 'etc/qemu/firmware/10-ovmf.json';
const rendered = () => targetFiles(`${leastProfile}vms: { guest: { memory: 1GiB, boot: { firmware: uefi } } }\n`);

const domain = `<domain type='qemu'>
  <name>started</name>
  <memory unit='MiB'>128</memory>
  <os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type></os>
  <features><acpi/></features>
  <devices><memballoon model='none'/></devices>
</domain>
`;

/** Debian 12 has OVMF under Alpine's names, later releases as 4M only. */
const [code, variables] = ['', '_4M']
  .map((size) => ['CODE', 'VARS'].map((part) => `/usr/share/OVMF/OVMF_${part}${size}.fd`))
  .find(([file]) => existsSync(file!)) ?? ['', ''];

/** An empty descriptor in the user's folder hides the one of that name elsewhere (qemu docs/interop/firmware.json). */
function hideOthers(libvirt: PrivateLibvirt): void {
  for (const folder of ['/usr/share/qemu/firmware', '/etc/qemu/firmware'])
    for (const name of existsSync(folder) ? readdirSync(folder) : []) libvirt.write(`config/qemu/firmware/${name}`, '');
}

describeWith(
  ['virsh', 'libvirtd', 'qemu-system-x86_64', '/usr/share/OVMF'],
  'a UEFI guest and the firmware descriptor',
  () => {
    const libvirt = privateLibvirt(hideOthers);

    const describedBy = (text: string) => libvirt.write('config/qemu/firmware/10-ovmf.json', text);

    test('without a descriptor libvirt knows no firmware', () => {
      describedBy('');
      const { status, output } = libvirt.virsh(
        'domxml-to-native',
        'qemu-argv',
        '--xml',
        libvirt.write('a.xml', domain),
      );
      expect(status).toBe(1);
      expect(output).toMatch(/Unable to find (any firmware to satisfy 'efi'|'efi' firmware)/);
    });

    test('with ours as the only one it takes the files of Alpine’s package ovmf', async () => {
      describedBy((await rendered())[descriptor]!);
      const { output } = libvirt.virsh('domxml-to-native', 'qemu-argv', '--xml', libvirt.write('b.xml', domain));
      expect(output).toContain(
        '"driver":"file","filename":"/usr/share/OVMF/OVMF_CODE.fd","node-name":"libvirt-pflash0',
      );
    });

    test('a guest starts from it, with variables of its own made from the template', async () => {
      const text = (await rendered())[descriptor]!;
      const there = text.replace(/[^"]*OVMF_CODE.fd/, code!).replace(/[^"]*OVMF_VARS.fd/, variables!);
      describedBy(there);
      expect(libvirt.virsh('create', '--paused', libvirt.write('c.xml', domain))).toEqual({ status: 0, output: '' });
      const { output } = libvirt.virsh('dumpxml', 'started');
      expect(libvirt.virsh('destroy', 'started').status).toBe(0);
      expect(output).toMatch(new RegExp(`<loader [^>]*>${code}</loader>`));
      expect(output).toMatch(new RegExp(`<nvram [^>]*template='${variables}'[^>]*>.*started_VARS.fd</nvram>`));
    });
  },
);

test('a host whose guests all boot by BIOS has neither descriptor nor OVMF', async () => {
  const files = await targetFiles(`${leastProfile}vms: { guest: { memory: 1GiB } }\n`);
  expect(Object.keys(files)).not.toContain(descriptor);
  expect(files['etc/mkapkovl/packages']).not.toMatch(/^ovmf$/m);
  expect((await rendered())['etc/mkapkovl/packages']).toMatch(/^ovmf$/m);
});
