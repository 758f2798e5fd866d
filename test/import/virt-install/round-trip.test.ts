import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { compared } from '../../support/compared.ts';
import { golden, privateLibvirt } from '../../support/libvirt.ts';
import { run } from '../../support/run.ts';
import { definitions, filesFrom, targetFiles } from '../../support/target.ts';
import { describeWith } from '../../support/tools.ts';

const folder = path.resolve(import.meta.dirname, '../../libvirt/domains');
const cases = readdirSync(folder).flatMap((name) => (name.endsWith('.cmd') ? [path.parse(name).name] : []));
const pages = 'tuning: { hugepages: [{ size: 2MiB, count: 2048 }, { size: 1GiB, count: 4 }] }\n';

async function imported(name: string, ...flags: string[]): Promise<{ stdout: string; stderr: string }> {
  const { status, stdout, stderr } = await run(['import', path.join(folder, `${name}.cmd`), ...flags]);
  expect({ status, stderr: stderr.split('\n').filter((line) => /(error|not carried over): /.test(line)) }).toEqual({
    status: 0,
    stderr: [],
  });
  return { stdout, stderr };
}

describeWith(
  ['virsh', 'libvirtd', 'qemu-system-x86_64', 'swtpm_setup', 'python3'],
  'a command that is imported',
  () => {
    const libvirt = privateLibvirt();

    const answer = compared(libvirt, cases, async (name) => {
      const { stdout } = await imported(name);
      const profile = libvirt.write(`${name}/profile.yaml`, golden('host.yaml') + pages + stdout);
      const [xml] = Object.values(definitions(await filesFrom(profile), 'domains'));
      return [path.join(folder, `${name}.xml`), libvirt.write(`${name}.xml`, xml!)];
    });

    test.each(cases)('%s is to libvirt what virt-install wrote', (name) => {
      expect(answer(name)).toEqual({ status: 0, output: '' });
    });
  },
);

test.each(cases)('%s becomes a profile of its own that builds', async (name) => {
  const { stdout } = await imported(name, '--as-profile');
  expect(Object.keys(definitions(await targetFiles(stdout), 'domains'))).toHaveLength(1);
});
