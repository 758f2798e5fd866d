import { expect, test } from 'vitest';
import { describeOnMedium } from './describe.ts';
import { patience, told, tried } from './trial.ts';

describeOnMedium('a diskless host', () => {
  test(
    'takes its overlay, becomes what the profile says, and keeps every promise that can be shown',
    async () => {
      // Without a disk, as such hosts are.
      const trial = await tried('diskless', {
        example: 'minimal',
        more: { hostname: 'diskless', install: { mode: 'diskless', disk: null } },
      });
      expect(trial.judgement.verdict, told(trial)).toBe('mechanism proven');
      const [boot] = trial.observed.boots;
      expect(boot?.report.kind).toBe('diskless');
      expect(boot?.stages.map(({ name }) => name)).toEqual([
        ...['firmware', 'kernel', 'initramfs', 'overlay', 'packages', 'runlevel', 'converge', 'verify', 'power-off'],
      ]);
    },
    patience,
  );
});
