import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { profileLines } from '../../src/commands/devices/lines.ts';
import { check } from '../../src/library/check.ts';
import { isBridge } from '../../src/machine/kinds.ts';
import { noNames } from '../../src/machine/names.ts';
import { readFactsOf } from '../../src/machine/read.ts';
import { pick } from '../../src/machine/report/pick.ts';
import { reportOn } from '../../src/machine/report/report.ts';
import { machines } from '../support/machines/machines.ts';
import { folderWith, leastProfile } from '../support/run.ts';

const files = [
  ...machines.map((name) => `test/machines/${name}/facts.json`),
  ...[
    'vmd.txt',
    'connectx-one-group.txt',
    'igb-virtual-function.json',
    'sriov-graphics.json',
    'sriov-graphics.txt',
  ].map((name) => `test/machine/cases/${name}`),
  ...['lvm-md.json', 'zfs.json', 'bmc-ethernet.json', 'lsblk.txt', 'uncore.txt', 'gpu-and-sound-apart.txt'].map(
    (name) => `test/machine/cases/${name}`,
  ),
  ...[
    'laptop-with-thunderbolt-box.txt',
    'cards-without-groups.txt',
    'two-arc-cards.txt',
    'processor-graphics-and-card.txt',
    'server-with-hba-and-vmd.txt',
    'same-disks.json',
  ].map((name) => `test/machine/cases/${name}`),
];

/** The findings about devices, not those of the rest of a profile. */
const aboutDevices = /^(host-needs-|device-|iommu-|id-matches-needed|group-incomplete)/;

interface Said {
  code: string;
  message: string;
}
/** check points a need at the id that matches the device too; the detail of a pick says why it goes along. */
const inShort = (found: readonly Said[]) =>
  [...new Set(found.filter(({ code }) => aboutDevices.test(code)).map(({ code, message }) => `${code} ${message}`))]
    .filter((text) => !/^device-is-bridge/.test(text))
    .map((text) => text.replace(/, and it (shares IOMMU group|is on the same card).*$/, ''))
    .sort();

describe.each(files)('%s', { timeout: 120_000 }, (file) => {
  test('what --pick says of each device, check says of its lines, and devices shows', async () => {
    const { value: facts } = await readFactsOf('.', [file]);
    const shown = new Map(
      reportOn(facts!, noNames).groups.flatMap(({ functions }) => functions.map((fn) => [fn.address, fn])),
    );
    for (const { address } of (facts!.pci ?? []).filter((fn) => !isBridge(fn))) {
      const { plan, problems } = pick(facts!, [{ asked: address, selector: address }]);
      for (const { kind } of shown.get(address)!.needs) {
        const code = problems.map((problem) => problem.code).find((each) => each.endsWith(kind) || kind in others);
        expect(code, `${address} ${kind}`).toBeDefined();
      }
      const cwd = folderWith({ 'profile.yaml': `${leastProfile}${withSettings(profileLines(facts!, plan))}` });
      const { findings } = await check('profile.yaml', { cwd, facts: path.resolve(file) });
      expect(inShort(findings), address).toEqual(inShort(problems));
    }
  });
});

const others = { carrier: 1, 'virtual-function': 1, internal: 1, 'maybe-anything': 1 };

const withSettings = (lines: string) =>
  lines.replace('  guest: # the name of your guest\n', '  guest:\n    memory: 4096MiB\n');
