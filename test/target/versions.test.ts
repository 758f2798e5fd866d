import { describe, expect, test } from 'vitest';
import { releases } from '#src/target/releases.ts';
import { hasAtLeast, type Versions, versions } from '#src/target/versions.ts';

describe('what a release has', () => {
  test.each([
    ['3.22', '11.0', true],
    ['3.22', '11.3', true],
    ['3.22', '11.4', false],
    ['3.22', '9.10', true],
    ['3.19', '9.9', true],
    ['3.21', '11.0', false],
    ['3.21', '10.4', undefined],
    ['3.23', '11.4', undefined],
  ] as const)('the libvirt of %s is %s or newer: %s', (release, version, answer) => {
    expect(hasAtLeast(release, 'libvirt', version)).toBe(answer);
  });

  test('no release has an older program than the one before', () => {
    const programs = Object.keys(versions['3.19']) as (keyof Versions)[];
    const number = (text: string) => text.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0);
    for (const program of programs) {
      const ranges = releases.map((release) => versions[release][program]);
      for (const { from, to } of ranges) expect(number(from)).toBeLessThanOrEqual(number(to));
      for (const end of ['from', 'to'] as const) {
        const all = ranges.map((range) => number(range[end]));
        expect(all).toEqual(all.toSorted((one, other) => one - other));
      }
    }
  });
});
