import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pairsOf, tokensOf } from '#src/import/virt-install/suboptions.ts';
import { Text } from '#src/import/virt-install/text.ts';
import { describeWith } from '../../support/tools.ts';
import { systems, systemsInstalled } from '../../support/virt-install.ts';

const text = (value: string) =>
  new Text(
    value,
    [...value].map((_, index) => index),
    value.length,
  );
const said = (option: string, value: string) =>
  Object.fromEntries([...pairsOf(option, text(value))].map(([key, pair]) => [key, pair.value?.value]));

describe('a value is split at its commas', () => {
  test.each([
    ['a=1,b', ['a=1', 'b']],
    [',,a,,', ['a']],
    ['a="1,2",b', ['a=1,2', 'b']],
    ["a='1,2'", ['a=1,2']],
    ['a=1\\,2', ['a=1,2']],
    ['a="x\\"y\\z"', ['a=x"y\\z']],
    ['""', ['']],
    ['a b,c d', ['a b', 'c d']],
  ])('%j', (value, tokens) => {
    expect(tokensOf(text(value)).map((each) => each.value)).toEqual(tokens);
  });

  test('each piece knows where it stood', () => {
    expect(tokensOf(text('ab,"c",d')).map(({ offset }) => offset)).toEqual([0, 4, 7]);
  });
});

describe('names', () => {
  test.each([
    ['left out in front', 'disk', '/a,bus=scsi', { path: '/a', bus: 'scsi' }],
    ['of two that are left out', 'filesystem', '/a,/b,readonly=on', { source: '/a', target: '/b', readonly: 'on' }],
    [
      'of a value that has commas',
      'cpu',
      'host,cell0.cpus=0,1,2,match=exact',
      { model: 'host', 'cell0.cpus': '0,1,2', match: 'exact' },
    ],
    ['given twice: the last one counts', 'disk', 'path=/a,path=/b', { path: '/b' }],
  ])('%s', (_, option, value, expected) => {
    expect(said(option, value)).toEqual(expected);
  });
});

const folder = 'test/libvirt';
const kept = (name: string) => JSON.parse(readFileSync(`src/import/virt-install/${name}.json`, 'utf8'));
const asked = (script: string) =>
  JSON.parse(execFileSync('/usr/bin/python3', [`${folder}/${script}.py`], { encoding: 'utf8', maxBuffer: 2 ** 24 }));

function bySystem(rows: { variants: string[] }[]): Map<string, object> {
  return new Map(rows.flatMap(({ variants, ...answers }) => variants.map((name) => [name, answers] as const)));
}

describeWith(['virt-install', '/usr/share/osinfo/os'], 'what is kept of virt-install for import', () => {
  describe.skipIf(!systemsInstalled())(`with osinfo-db ${systems}`, () => {
    test('has every suboption of the one that is installed, as it has it', () => {
      const table = kept('suboptions');
      for (const [option, { suboptions }] of Object.entries<{ suboptions: object }>(asked('suboptions'))) {
        expect(table[option].suboptions, option).toMatchObject(suboptions);
      }
    });

    test('is what it recommends for every system', () => {
      const printed = bySystem(asked('os-resources'));
      expect(printed.size).toBeGreaterThan(400);
      // The list that is kept has newer systems, too.
      const older = [...bySystem(kept('os-resources'))].filter(([name]) => printed.has(name));
      expect(new Map(older)).toEqual(printed);
    });
  });
});
