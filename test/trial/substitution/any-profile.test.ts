import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { examine } from '#src/pipeline/examine.ts';
import { pathsThatDiffer, unexplained } from '#src/trial/overlays.ts';
import { type Given, plan } from '#src/trial/plan.ts';
import { renderTrial } from '#src/trial/render.ts';
import { acceptedProfiles } from '../../support/accepted-profiles.ts';
import { folderWith } from '../../support/run.ts';
import { frozen, given } from '../hosts.ts';

const narrow: Partial<Given> = {
  accelerator: 'tcg',
  nested: false,
  here: { cpus: 2, memory: 4096 },
  fileSystems: new Set(),
};
const none = { packages: new Set(['alpine-base', 'openssh', 'chrony']), shares: ['v3.23/main', 'extra'] };

const situations: [name: string, more: Partial<Given>][] = [
  ['installed, with all that QEMU can give', {}],
  ['live, emulated, with little memory', { ...narrow, install: false }],
  ['installed with UEFI, cut off from the network', { ...narrow, firmware: 'uefi', offline: none }],
];

/** As many profiles as take a few seconds. */
const samples = fc.sample(acceptedProfiles(), { numRuns: 40, seed: 20261122 });

describe.each(situations)('any profile, %s', (_, more) => {
  test('becomes one that fits, and every file that differs comes from something that was substituted', async () => {
    let tried = 0;
    for (const profile of samples) {
      const cwd = folderWith({ 'profile.yaml': JSON.stringify(profile) });
      const { host, tree } = await examine('profile.yaml', { cwd }, new Map());
      if (!host || !tree) continue;
      tried += 1;
      const { changed } = plan(frozen(host), {
        ...given,
        ...more,
        install: (more.install ?? true) && host.install.mode === 'sys',
      });
      const trial = await renderTrial(changed, more.offline?.packages, cwd);
      const differing = pathsThatDiffer(tree, trial.tree);
      const context = JSON.stringify({ profile, substitutions: trial.substitutions });
      expect(unexplained(differing, [tree, trial.tree], trial.substitutions), context).toEqual([]);
      for (const each of trial.substitutions) expect(each.from, context).not.toBe(each.to);
    }
    expect(tried).toBeGreaterThan(samples.length / 2);
  });
});
