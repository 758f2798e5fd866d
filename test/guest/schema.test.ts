import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { faultsBySchema, golden, program } from '../support/libvirt.ts';
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

/** Every definition among the files, as kind and name, with what the schema has against it. */
function validated(files: Record<string, string>): Record<string, string> {
  const answers = kinds.flatMap(([kind, schema]) => {
    const found = definitions(files, kind);
    const folder = folderWith(found);
    const faults = faultsBySchema(
      schema,
      Object.keys(found).map((name) => path.join(folder, name)),
    );
    return Object.keys(found).map((name, index) => [`${kind}/${name}`, faults[index]!]);
  });
  return Object.fromEntries(answers);
}

describeWith(['virt-xml-validate', 'xmllint'], 'libvirt’s own schema', () => {
  test.each(examples)('holds every definition of profiles/%s', async (name) => {
    const files = await filesFrom(path.join(project, 'profiles', name));
    const all = kinds.flatMap(([kind]) => Object.keys(definitions(files, kind)).map((each) => `${kind}/${each}`));
    expect(validated(files)).toEqual(Object.fromEntries(all.map((each) => [each, ''])));
  });

  test('holds every pool and network of test/libvirt/host.yaml', async () => {
    const valid = { 'pools/default': '', 'pools/media': '', 'pools/vg0': '', 'networks/default': '' };
    expect(validated(await targetFiles(golden('host.yaml')))).toEqual(valid);
  });

  test('holds every definition of test/libvirt/domains', async () => {
    const folder = folderWith();
    const files: string[] = [];
    for (const name of guests) {
      const made = definitions(await targetFiles(golden('host.yaml') + golden(`domains/${name}`)), 'domains');
      const file = path.join(folder, path.parse(name).name);
      expect(Object.keys(made)).toEqual([path.basename(file)]);
      writeFileSync(file, made[path.basename(file)]!);
      files.push(file);
    }
    expect(files.length).toBeGreaterThan(40);
    expect(faultsBySchema('domain', files).filter(Boolean)).toEqual([]);
  }, 120_000);

  test('refuses a domain with a misspelt element', () => {
    const xml = golden('domains/bios-q35.xml').replace('<console type="pty"/>', '<consol type="pty"/>');
    const { status, output } = program('virt-xml-validate', [
      path.join(folderWith({ 'a.xml': xml }), 'a.xml'),
      'domain',
    ]);
    expect(status).not.toBe(0);
    expect(output).toContain('fails to validate');
    const files = { good: golden('domains/bios-q35.xml'), misspelt: xml };
    const folder = folderWith(files);
    const [good, misspelt] = faultsBySchema(
      'domain',
      Object.keys(files).map((name) => path.join(folder, name)),
    );
    expect([good, misspelt]).toEqual(['', expect.stringContaining('misspelt fails to validate')]);
  });
});
