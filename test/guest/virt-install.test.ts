import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { golden, program } from '../support/libvirt.ts';
import { describeWith } from '../support/tools.ts';

const folder = path.resolve(import.meta.dirname, '../libvirt');
const cases = readdirSync(path.join(folder, 'domains')).flatMap((name) =>
  name.endsWith('.cmd') ? [path.parse(name).name] : [],
);
/**
 * Debian's package of the list of systems that everything here was made with. Another one knows other systems and gives
 * other defaults, so with it there is nothing to compare, and that is no fault of what is tested: these are skipped.
 */
const systems = '0.20221130';
const installed = () => spawnSync('dpkg-query', ['-Wf', '${Version}', 'osinfo-db'], { encoding: 'utf8' }).stdout ?? '';

/** What virt-install prints on the host of test/libvirt/host by case, but for the UUIDs that it draws by lot. */
function printed(): Record<string, string> {
  const host = path.join(folder, 'host');
  const parts = [`test://${host}/host.xml`, `caps=${host}/capabilities.xml`, `domcaps=${host}/domcapabilities.xml`];
  const uri = `__virtinst_test__${parts.join(',')},fakeuri=qemu:///system`;
  const commands = cases.map((name) => {
    const command = golden(`domains/${name}.cmd`).trim();
    // Of an installation from a CD it prints the first boot, too; kept is the definition that stays.
    const step = command.includes('--cdrom') ? '2' : '';
    return [name, `${command} --connect '${uri}' --print-xml ${step}`];
  });
  const { stdout } = spawnSync('/usr/bin/python3', [path.join(folder, 'virt-install-each.py')], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    input: JSON.stringify(Object.fromEntries(commands)),
  });
  const answers: Record<string, string> = JSON.parse(stdout);
  return Object.fromEntries(Object.entries(answers).map(([name, xml]) => [name, withoutUuid(xml)]));
}

const withoutUuid = (xml: string) => xml.replace(/ *<uuid>.*\n/, '').trim();

function bySystem(rows: { has: string[]; variants: string[] }[]): Map<string, string[]> {
  return new Map(rows.flatMap(({ has, variants }) => variants.map((name) => [name, has] as const)));
}

describeWith(['virt-install', '/usr/share/osinfo/os'], 'what is kept of virt-install', () => {
  describe.skipIf(!installed().startsWith(systems))(`with osinfo-db ${systems}`, () => {
    let answers: Record<string, string>;
    beforeAll(() => {
      answers = printed();
    }, 120_000);

    test.each(cases)('%s is what it prints', (name) => {
      // The alias of the machine type is what every version of QEMU takes.
      const printed = answers[name]?.replace(/machine="pc-i440fx-[\d.]+"/, 'machine="pc"');
      expect(printed).toBe(withoutUuid(golden(`domains/${name}.xml`)));
    });

    test('is what it knows of every system', () => {
      const { output } = program('/usr/bin/python3', [path.join(folder, 'os-support.py')]);
      const printed = bySystem(JSON.parse(output));
      const kept = bySystem(JSON.parse(readFileSync('src/guest/os-support.json', 'utf8')));
      expect(printed.size).toBeGreaterThan(400);
      // The list that is kept has newer systems, too.
      expect(new Map([...kept].filter(([name]) => printed.has(name)))).toEqual(printed);
    });
  });
});
