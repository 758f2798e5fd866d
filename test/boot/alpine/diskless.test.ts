import { expect, test } from 'vitest';
import { describeOnMedium } from './describe.ts';
import { diskless } from './diskless.ts';
import { patience, told, tried } from './trial.ts';

describeOnMedium('a diskless host', () => {
  test(
    'takes its overlay, becomes what the profile says, and keeps every promise that can be shown',
    async () => {
      const trial = await tried('diskless', { example: 'minimal', more: diskless });
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
