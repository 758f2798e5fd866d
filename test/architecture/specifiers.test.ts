import { describe, expect, test } from 'vitest';
import { importsOf, projectSources, type Sources } from '../support/sources.ts';

/** Imports that climb three levels or more: what they name is easier to find from the top, as #src/… or #test/…. */
function climbing(sources: Sources): string[] {
  return [...sources].flatMap(([file, text]) =>
    importsOf(file, text)
      .filter(({ specifier }) => specifier.startsWith('../../../'))
      .map(({ specifier }) => `${file} imports ${specifier}`),
  );
}

describe('an import that climbs three levels', () => {
  const found = (line: string) => climbing(new Map([['src/guest/kinds/disk/view.ts', line]]));

  test.each([
    ["import { a } from '../../../host/a.ts';"],
    ["import type { A } from '../../../../a.ts';"],
    ["export * from '../../../host/a.ts';"],
    ["const a = await import('../../../host/a.ts');"],
  ])('is found: %s', (line) => {
    expect(found(line)).toHaveLength(1);
  });

  test.each([
    ["import { a } from '../../attributes.ts';"],
    ["import { a } from '#src/host/a.ts';"],
    ["const link = '../../../etc/shadow';"],
  ])('is not what this is: %s', (line) => {
    expect(found(line)).toEqual([]);
  });

  test.each(['src', 'test'])('stands nowhere below %s/', (folder) => {
    const sources = projectSources(folder);
    expect(sources.size).toBeGreaterThan(100);
    expect(climbing(sources)).toEqual([]);
  });
});
