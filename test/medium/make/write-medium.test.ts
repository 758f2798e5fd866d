import { expect, test } from 'vitest';
import { type Medium, UnusableMedium } from '#src/artifact/medium.ts';
import { SourceChanged } from '#src/artifact/source-changed.ts';
import { writingFailed } from '#src/medium/make/write-medium.ts';

const problem = (thrown: unknown) =>
  writingFailed(thrown, { path: 'alpine.iso' } as Medium, 'out.iso', () => ({ code: 'out-unwritable' }) as never);

test('what fails while a medium is written is a finding: a changed file, a damaged medium, a full disk; not a bug', () => {
  expect(problem(new SourceChanged())?.code).toBe('media-base-changed');
  expect(problem(new UnusableMedium('damaged', 'a part of it is missing'))?.code).toBe('medium-truncated');
  expect(problem(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' }))?.code).toBe(
    'out-unwritable',
  );
  expect(problem(new TypeError('a bug'))).toBeUndefined();
});
