import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vmsSchema } from '#src/features/vms/schema.ts';
import { options } from '#src/import/virt-install/options.ts';
import { readCommand } from '#src/import/virt-install/read.ts';
import { suboptionsOf, tableOf } from '#src/import/virt-install/suboptions.ts';

const least = 'virt-install --name g --memory 512 --import ';

/** Options without a value, options that depend on the host, and secrets that are reported without being shown. */
const exempt = ['hd', 'cdrom', 'fd', 'network', 'refresh-machine-type'].map((name) => `--boot ${name}`);
exempt.push('--cpu secure', '--graphics password');

/** Whatever it comes to: guests that the schema takes, or findings. */
function read(text: string) {
  const { imported, problems = [] } = readCommand(text, 'guest.sh') as Awaited<ReturnType<typeof readCommand>>;
  if (imported) expect(vmsSchema.safeParse(imported.vms).error).toBeUndefined();
  else expect(problems.length).toBeGreaterThan(0);
  return { imported, problems };
}

describe('a command may be anything', () => {
  const flags = [...options.keys()];
  const names = flags.flatMap((flag) =>
    suboptionsOf(tableOf(options.get(flag)!.name) ?? { element: '', first: [], suboptions: {} }).map(
      ({ name }) => `${flag} ${name}`,
    ),
  );
  const value = fc.oneof(
    fc.constantFrom(
      'yes',
      'no',
      'none',
      'default',
      '1',
      '0',
      '-1',
      '/dev/sda',
      'a',
      'default/a.qcow2',
      'br0',
      'vnc',
      'uefi',
      '=',
      ',,',
      '0x1a',
      '52:54:00:00:00:01',
    ),
    fc.string({ maxLength: 12 }).map((text) => text.replace(/['$`\\]/g, '')),
  );
  const suboption = fc.tuple(fc.constantFrom(...names), fc.nat({ max: 3 }), value).map(([name, number, said]) => {
    const [flag, key] = name.split(' ');
    return `${flag} '${key!.replaceAll('[n]', String(number))}=${said}'`;
  });
  const option = fc.tuple(fc.constantFrom(...flags), value).map(([flag, said]) => `${flag} '${said}'`);

  test('of options and suboptions with any values', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(suboption, suboption, option), { maxLength: 6 }), (parts) => {
        read(least + parts.join(' '));
      }),
      { seed: 20261122, numRuns: 400 },
    );
  });

  test('of characters', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.string({ maxLength: 40 }), (before, after) => {
        read(`${least}${before}\n${after}`);
      }),
      { seed: 20261122, numRuns: 300 },
    );
  });

  test('every suboption has a place, is reported or only controls virt-install: none is dropped silently', () => {
    const silent = names.filter((name) => {
      const [flag, key] = name.split(' ');
      if (exempt.includes(name) || /^--(location|install|cloud-init|unattended|os)/.test(flag!)) return false;
      const said = key!.replaceAll('[n]', '');
      const { imported } = read(`${least} --disk none --network none --graphics none ${flag} '${said}=surely-nothing'`);
      return !JSON.stringify(imported).includes('surely-nothing');
    });
    expect(silent).toEqual([]);
  });

  test.each([
    ['a megabyte of one word', `${least}--description ${'x'.repeat(2 ** 20)}`],
    ['a megabyte of commas', `${least}--disk ${','.repeat(2 ** 20)}`],
    ['a megabyte of quotes', `${least}--disk ${'""'.repeat(2 ** 19)}`],
    ['a megabyte of substitutions', `${least}${'$('.repeat(2 ** 12)}`],
    ['many options', `${least}${'--disk /a.img '.repeat(300)}`],
    ['a number beyond all', `${least}--cputune vcpupin99999999999999.vcpu=1,vcpupin99999999999999.cpuset=1`],
    ['an element beyond all', `${least}--xml ./devices/disk[99999999999]/@a=b`],
    [
      'names of what JavaScript has',
      `${least}--disk constructor=1,__proto__=2,toString=3 --constructor 5 --xml ./__proto__/@constructor=x`,
    ],
    ['a guest by such a name', 'virt-install --name constructor --memory 512 --disk none'],
    ['nothing', least],
    ['markup', `${least}--metadata title='<a>&"' --disk '/a,iotune.read_iops_sec=</x>&'`],
  ])(
    '%s',
    (_, text) => {
      read(text);
    },
    // Long ones only show that it ends; how fast it is, is measured by benchmarks.
    180_000,
  );
});
