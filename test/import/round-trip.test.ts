import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { asRoot, compared } from '../support/compared.ts';
import { golden, privateLibvirt } from '../support/libvirt.ts';
import { folderWith, run } from '../support/run.ts';
import { definitions, filesFrom } from '../support/target.ts';
import { describeWith } from '../support/tools.ts';

const folder = path.resolve(import.meta.dirname, '../libvirt/domains');
const cases = readdirSync(folder).flatMap((name) => (name.endsWith('.xml') ? [path.parse(name).name] : []));

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

async function definitionIn(file: string): Promise<string> {
  const [xml] = Object.values(definitions(await filesFrom(file), 'domains'));
  return xml!;
}

describeWith(['virsh', 'libvirtd', 'qemu-system-x86_64', 'swtpm_setup', 'python3'], 'an imported guest', () => {
  const libvirt = privateLibvirt();
  const stable = cases.filter((name) => !asRoot.has(name) && !unstable.has(name));
  const read = new Map<string, string>();
  const profiles = new Map<string, string>();
  /** What libvirt reads, and what its import as a profile of its own comes to. */
  const imports = async (file: string, name: string): Promise<[string, string]> => {
    const profile = await imported(file, '--as-profile');
    profiles.set(name, profile);
    const xml = await definitionIn(libvirt.write(`${name}/profile.yaml`, profile));
    return [file, libvirt.write(`${name}/own.xml`, xml)];
  };

  const first = compared(libvirt, cases, (name) => imports(path.join(folder, `${name}.xml`), name), '-a');

  beforeAll(() => {
    const texts = libvirt.readBack(stable.map((name) => golden(`domains/${name}.xml`)));
    for (const [index, name] of stable.entries()) read.set(name, libvirt.write(`${name}/read.xml`, texts[index]!));
  });

  const again = compared(libvirt, stable, (name) => imports(read.get(name)!, `${name}/read`), '-a');

  test.each(cases)('%s is the same to libvirt in a profile of its own', (name) => {
    expect(first(name)).toEqual({ status: 0, output: '' });
  });

  test.each(stable)(
    '%s is where it was if libvirt has read it, and only places that libvirt would not choose are stated',
    (name) => {
      expect(again(name)).toEqual({ status: 0, output: '' });
      expect(profiles.get(`${name}/read`)!.match(/ address: "?0000:.*/g) ?? []).toEqual(stated[name] ?? []);
    },
  );
});

test.each(cases)('%s comes to the same definition in its own profile and on another host', async (name) => {
  const file = path.join(folder, `${name}.xml`);
  const pages = 'tuning: { hugepages: [{ size: 2MiB, count: 2048 }, { size: 1GiB, count: 4 }] }\n';
  const cwd = folderWith({
    'own.yaml': await imported(file, '--as-profile'),
    'host.yaml': golden('host.yaml') + pages + (await imported(file)),
  });
  const own = await definitionIn(path.join(cwd, 'own.yaml'));
  expect(await definitionIn(path.join(cwd, 'host.yaml'))).toBe(own);
});
