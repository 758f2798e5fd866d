import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { privateLibvirt } from '../support/libvirt.ts';
import { definitions, filesFrom } from '../support/target.ts';
import { describeWith } from '../support/tools.ts';

const folder = path.resolve(import.meta.dirname, '../../profiles');
const examples = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

describeWith(['virsh', 'libvirtd', 'qemu-system-x86_64', 'swtpm_setup'], 'libvirt defines', () => {
  const libvirt = privateLibvirt();

  test.each(examples)('what profiles/%s says, by its schema and by its rules', async (example) => {
    const files = await filesFrom(path.join(folder, example));
    const kinds = { pools: 'pool-define', networks: 'net-define', domains: 'define' } as const;
    for (const [kind, command] of Object.entries(kinds))
      for (const [name, xml] of Object.entries(definitions(files, kind as keyof typeof kinds))) {
        // Nobody, as whom the daemon runs, may not use KVM.
        const file = libvirt.write(`${name}.xml`, xml.replace("<domain type='kvm'", "<domain type='qemu'"));
        expect(libvirt.virsh(command, '--validate', file)).toEqual({ status: 0, output: '' });
        const undefine =
          kind === 'domains' ? ['undefine', '--nvram', name] : [command.replace('define', 'undefine'), name];
        expect(libvirt.virsh(...undefine).status).toBe(0);
      }
  });
});
