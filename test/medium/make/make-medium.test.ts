import { expect, test } from 'vitest';
import { exitStatus } from '#src/findings/finding.ts';
import { overlaysTooLarge } from '#src/medium/make/make-medium.ts';

const overlay = (hostname: string, size: number) => ({ size, host: { hostname, profile: `${hostname}.yaml` } });

test('an overlay that the kernel cannot unpack is a mistake of its profile, with a remedy; not a bug', () => {
  const problems = overlaysTooLarge([overlay('alpha', 2 ** 32 - 1), overlay('beta', 2 ** 32)]);
  expect(problems).toMatchObject([
    {
      code: 'media-overlay-too-large',
      where: { place: { file: 'beta.yaml' } },
      message: expect.stringContaining('the overlay of beta has 4294967296 bytes'),
      remedy: expect.stringContaining('Take large files'),
    },
  ]);
  expect(exitStatus(problems)).toBe(1);
});
