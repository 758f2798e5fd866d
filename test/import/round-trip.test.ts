import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { golden, privateLibvirt } from '../support/libvirt.ts';
import { run } from '../support/run.ts';
import { definitions, targetFiles } from '../support/target.ts';
import { describeWith } from '../support/tools.ts';

const folder = path.resolve(import.meta.dirname, '../libvirt/domains');
const cases = readdirSync(folder).flatMap((name) => (name.endsWith('.xml') ? [path.parse(name).name] : []));
/** What libvirt refuses to who is not root: libvirt's test driver reads these, which fills in fewer defaults. */
const asRoot = new Set(['shared-folders']);

/** Places that a definition states, and that libvirt would not choose. */
const stated: Record<string, string[]> = {
  hatches: [' address: "0000:06:00.0" }]'],
  'hostdev-options': [' address: "0000:06:00.0"'],
};
/** libvirt gives the second console another number whenever it reads its own definition. */
const unstable = new Set(['characters']);

/** The section that is imported from a definition, as the text of YAML. */
async function imported(file: string, ...flags: string[]): Promise<string> {
  const { status, stdout, stderr } = await run(['import', file, ...flags]);
  expect({
    status,
    stderr: stderr.split('\n').filter((line) => /(error|not carried over|differently): /.test(line)),
  }).toEqual({
    status: 0,
    stderr: [],
  });
  return stdout;
}

async function definitionIn(profile: string): Promise<string> {
  const [xml] = Object.values(definitions(await targetFiles(profile), 'domains'));
  return xml!;
}

describeWith(['virsh', 'libvirtd', 'qemu-system-x86_64', 'swtpm_setup', 'python3'], 'an imported guest', () => {
  const libvirt = privateLibvirt();
  const same = (name: string, xml: string) => {
    const [uri, ...flags] = asRoot.has(name) ? ['test:///default'] : [libvirt.uri, '-a'];
    return libvirt.compareDomains(path.join(folder, `${name}.xml`), libvirt.write(`${name}.xml`, xml), uri, ...flags);
  };

  test.each(cases)('%s is the same to libvirt in a profile of its own', async (name) => {
    const profile = await imported(path.join(folder, `${name}.xml`), '--as-profile');
    expect(same(name, await definitionIn(profile))).toEqual({ status: 0, output: '' });
  });

  test.each(cases.filter((name) => !asRoot.has(name) && !unstable.has(name)))(
    '%s is where it was if libvirt has read it, and only places that libvirt would not choose are stated',
    async (name) => {
      const read = libvirt.write(`${name}.read.xml`, libvirt.readBack(golden(`domains/${name}.xml`)));
      const profile = await imported(read, '--as-profile');
      const own = libvirt.write(`${name}.xml`, await definitionIn(profile));
      expect(libvirt.compareDomains(read, own, libvirt.uri, '-a')).toEqual({ status: 0, output: '' });
      expect(profile.match(/ address: "?0000:.*/g) ?? []).toEqual(stated[name] ?? []);
    },
  );
});

test.each(cases)('%s comes to the same definition in its own profile and on another host', async (name) => {
  const file = path.join(folder, `${name}.xml`);
  const pages = 'tuning: { hugepages: [{ size: 2MiB, count: 2048 }, { size: 1GiB, count: 4 }] }\n';
  const own = await definitionIn(await imported(file, '--as-profile'));
  expect(await definitionIn(golden('host.yaml') + pages + (await imported(file)))).toBe(own);
});
