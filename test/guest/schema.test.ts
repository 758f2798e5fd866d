import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { golden, program } from '../support/libvirt.ts';
import { folderWith } from '../support/run.ts';
import { definitions, filesFrom, targetFiles } from '../support/target.ts';
import { describeWith } from '../support/tools.ts';

const project = path.resolve(import.meta.dirname, '../..');
const examples = readdirSync(path.join(project, 'profiles')).filter((name) => name.endsWith('.yaml'));
const guests = readdirSync(path.join(project, 'test/libvirt/domains')).filter((name) => name.endsWith('.yaml'));

/** Kind of definition, and what virt-xml-validate calls its schema. */
const kinds = [
  ['domains', 'domain'],
  ['pools', 'storagepool'],
  ['networks', 'network'],
] as const;

/** What virt-xml-validate says of every definition among the files. */
function validated(files: Record<string, string>): string[] {
  return kinds.flatMap(([kind, schema]) => {
    const found = Object.entries(definitions(files, kind));
    const folder = folderWith(Object.fromEntries(found));
    return found.map(([name]) => {
      const { status, output } = program('virt-xml-validate', [path.join(folder, name), schema]);
      return status === 0 ? `${kind}/${name}` : output;
    });
  });
}

describeWith(['virt-xml-validate', 'xmllint'], 'libvirt’s own schema', () => {
  test.each(examples)('holds every definition of profiles/%s', async (name) => {
    const files = await filesFrom(path.join(project, 'profiles', name));
    const expected = kinds.flatMap(([kind]) => Object.keys(definitions(files, kind)).map((each) => `${kind}/${each}`));
    expect(validated(files)).toEqual(expected);
  });

  test.each(guests)('holds every definition of test/libvirt/domains/%s', async (name) => {
    const files = await targetFiles(golden('host.yaml') + golden(`domains/${name}`));
    const guest = path.parse(name).name;
    expect(validated(files)).toEqual([
      `domains/${guest}`,
      'pools/default',
      'pools/media',
      'pools/vg0',
      'networks/default',
    ]);
  });

  test('refuses a domain with a misspelt element', () => {
    const xml = golden('domains/bios-q35.xml').replace('<console type="pty"/>', '<consol type="pty"/>');
    const { status, output } = program('virt-xml-validate', [
      path.join(folderWith({ 'a.xml': xml }), 'a.xml'),
      'domain',
    ]);
    expect(status).not.toBe(0);
    expect(output).toContain('fails to validate');
  });
});
