import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { compared } from '../support/compared.ts';
import { golden, privateLibvirt } from '../support/libvirt.ts';
import { definitions, filesFrom } from '../support/target.ts';
import { describeWith } from '../support/tools.ts';

const project = path.resolve(import.meta.dirname, '../..');
const folder = path.join(project, 'test/libvirt/domains');
/** Cases whose profile is in the same folder as virt-install's XML; homeassistant-no-tpm's is an example of the project. */
const cases = readdirSync(folder).flatMap((name) => (name.endsWith('.yaml') ? [path.parse(name).name] : []));
describeWith(['virsh', 'libvirtd', 'qemu-system-x86_64', 'swtpm_setup', 'python3'], 'a guest, read by libvirt', () => {
  const libvirt = privateLibvirt();

  const answer = compared(libvirt, cases, async (name) => {
    const text = golden('host.yaml') + golden(`domains/${name}.yaml`);
    const files = await filesFrom(libvirt.write(`${name}/profile.yaml`, text));
    const [xml] = Object.values(definitions(files, 'domains'));
    return [path.join(folder, `${name}.xml`), libvirt.write(`${name}.xml`, xml!)];
  });

  test.each(cases)('%s is what virt-install wrote', (name) => {
    expect(answer(name)).toEqual({ status: 0, output: '' });
  });

  test('homeassistant of profiles/home-assistant.yaml is what virt-install wrote', async () => {
    const { homeassistant } = definitions(
      await filesFrom(path.join(project, 'profiles/home-assistant.yaml')),
      'domains',
    );
    const own = libvirt.write('homeassistant-no-tpm.xml', homeassistant!);
    const answers = libvirt.compareDomains([[path.join(folder, 'homeassistant-no-tpm.xml'), own]]);
    expect(answers).toEqual([{ status: 0, output: '' }]);
  });

  test('another folder is another guest to the driver that reads what takes root', () => {
    const file = path.join(folder, 'shared-folders.xml');
    const other = libvirt.write(
      'shared.xml',
      golden('domains/shared-folders.xml').replace(/(<source dir="[^"]*)/, '$1-2'),
    );
    const [answer] = libvirt.compareDomains([[file, other]], 'test:///default');
    expect(answer).toMatchObject({ status: 1, output: expect.stringMatching(/^\+ *<source dir="[^"]*-2"/m) });
  });

  test('another MAC address, or a TPM, is another guest', async () => {
    const xml = golden('domains/homeassistant-no-tpm.xml');
    const other = libvirt.write('other.xml', xml.replace('52:54:00:C4:2D:4A', '52:54:00:C4:2D:4B'));
    const [without, tpm] = ['homeassistant-no-tpm', 'homeassistant'].map((name) => path.join(folder, `${name}.xml`));
    const [address, device] = libvirt.compareDomains([
      [without!, other],
      [without!, tpm!],
    ]);
    expect(address).toMatchObject({ status: 1 });
    expect(address!.output).toContain('+      <mac address="52:54:00:c4:2d:4b"></mac>');
    expect(device!.output).toContain('+    <tpm model="tpm-crb">');
  });
});
