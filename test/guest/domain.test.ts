import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { golden, privateLibvirt } from '../support/libvirt.ts';
import { definitions, filesFrom, targetFiles } from '../support/target.ts';
import { describeWith } from '../support/tools.ts';

const project = path.resolve(import.meta.dirname, '../..');
const folder = path.join(project, 'test/libvirt/domains');
/** Cases whose profile is in the same folder as virt-install's XML; homeassistant-no-tpm's is an example of the project. */
const cases = readdirSync(folder).flatMap((name) => (name.endsWith('.yaml') ? [path.parse(name).name] : []));
/** What libvirt refuses to who is not root: libvirt's test driver reads these, which fills in fewer defaults. */
const asRoot = new Set(['shared-folders']);

describeWith(['virsh', 'libvirtd', 'qemu-system-x86_64', 'swtpm_setup', 'python3'], 'a guest, read by libvirt', () => {
  const libvirt = privateLibvirt();

  test.each(cases)('%s is what virt-install wrote', async (name) => {
    const files = await targetFiles(golden('host.yaml') + golden(`domains/${name}.yaml`));
    const [xml] = Object.values(definitions(files, 'domains'));
    const own = libvirt.write(`${name}.xml`, xml!);
    const uri = asRoot.has(name) ? 'test:///default' : libvirt.uri;
    expect(libvirt.compareDomains(path.join(folder, `${name}.xml`), own, uri)).toEqual({ status: 0, output: '' });
  });

  test('homeassistant of profiles/home-assistant.yaml is what virt-install wrote', async () => {
    const { homeassistant } = definitions(
      await filesFrom(path.join(project, 'profiles/home-assistant.yaml')),
      'domains',
    );
    const own = libvirt.write('homeassistant-no-tpm.xml', homeassistant!);
    const answer = libvirt.compareDomains(path.join(folder, 'homeassistant-no-tpm.xml'), own);
    expect(answer).toEqual({ status: 0, output: '' });
  });

  test('another MAC address, or a TPM, is another guest', async () => {
    const xml = golden('domains/homeassistant-no-tpm.xml');
    const other = libvirt.write('other.xml', xml.replace('52:54:00:C4:2D:4A', '52:54:00:C4:2D:4B'));
    const answer = libvirt.compareDomains(path.join(folder, 'homeassistant-no-tpm.xml'), other);
    expect(answer.status).toBe(1);
    expect(answer.output).toContain('+      <mac address="52:54:00:c4:2d:4b"></mac>');
    const two = ['homeassistant-no-tpm', 'homeassistant'].map((name) => path.join(folder, `${name}.xml`));
    expect(libvirt.compareDomains(two[0]!, two[1]!).output).toContain('+    <tpm model="tpm-crb">');
  });
});
