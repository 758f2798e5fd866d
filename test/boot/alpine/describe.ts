import { describe } from 'vitest';
import { named, opened } from './medium.ts';

/**
 * A group of tests that boots Alpine itself. Without a medium it is skipped, loudly, even where programs must not be
 * missing: no package has one. A medium that is named and cannot be used is a failure.
 */
export function describeOnMedium(name: string, body: () => void): void {
  if (typeof opened !== 'string') return void describe(`${name}, from Alpine ${opened.release}`, body);
  if (named) {
    return void describe(name, () => {
      throw new Error(`${named}: ${opened}`);
    });
  }
  console.warn(`skipped: ${name}: ${opened} (see "Boots" in CONTRIBUTING.md)`);
  describe.skip(`${name} (${opened})`, body);
}
