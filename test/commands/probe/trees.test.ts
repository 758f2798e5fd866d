import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { kept } from '../../support/kept.ts';
import { describedTree, fileOf, machines } from '../../support/machines/machines.ts';
import { probed, rootOf, shellNames } from '../../support/machines/probed.ts';
import { describeWith } from '../../support/tools.ts';

/** Printed with every difference. */
const meant = 'if the change is meant, npm run golden keeps it; then read the diff';

test('there are eight machines or more', () => {
  expect(machines.length).toBeGreaterThanOrEqual(8);
});

describe.each(machines)('%s', (machine) => {
  test('says where its facts are from, and what is made up', () => {
    const source = readFileSync(fileOf(machine, 'SOURCE.md'), 'utf8');
    expect(source).toMatch(/github\.com\/|From the post|[Rr]ecorded/);
    expect(source).toMatch(/^Made up|^Recorded/m);
  });

  // A tree that was recorded on a machine has no description that it could be made from.
  const described = describedTree(machine);
  test.skipIf(described === undefined)('has the tree that its description makes', () => {
    expect(described, meant).toBe(kept(fileOf(machine, 'tree.txt'), described!));
  });

  describeWith(['applets', 'dash'], 'as the probe sees it', () => {
    test('by ash on Alpine and by dash on Debian alike', () => {
      const root = rootOf(machine);
      for (const shell of shellNames) {
        const { text } = probed(root, shell);
        expect(text, `${shell}: ${meant}`).toBe(kept(fileOf(machine, 'facts.json'), text));
      }
    });
  });
});
