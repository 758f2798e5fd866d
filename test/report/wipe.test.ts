import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { rulesOf } from '../../src/report/wipe.ts';

const install = (disk: object): Host['install'] => ({
  mode: 'sys',
  disk: { serial: 'SERIAL1', generation: 2, ...disk },
});
const marksOf = (disk: object) => rulesOf(install(disk))!.marks;

/** The table of the contract. */
const contract = [
  ...readFileSync('docs/security.md', 'utf8')
    .split('| mark on the disk | the installer |')[1]!
    .matchAll(/^\| (.+) \| (.+) \|$/gm),
]
  .map(([, mark, action]) => ({ mark: mark!, action: action! }))
  .filter(({ mark }) => !mark.startsWith('---'));

describe('the contract of erasing a disk', () => {
  test('has a row for each mark of docs/security.md, in its order', () => {
    expect(contract).toHaveLength(7);
    const words = (text: string) =>
      text
        .replaceAll('`', '')
        .replace(/same generation/, 'generation 2')
        .replace(/^(lower|higher) generation/, 'a generation $1 than 2')
        .replace('it cannot read', 'that cannot be read');
    expect(marksOf({}).map(({ mark }) => mark)).toEqual(contract.map(({ mark }) => words(mark)));
  });

  test('erases nothing without wipe', () => {
    expect(marksOf({}).filter(({ erases }) => erases)).toEqual([]);
    expect(
      marksOf({})
        .map(({ action }) => action)
        .join(),
    ).not.toMatch(/erase/);
  });

  test('erases with wipe exactly where docs/security.md says "armed"', () => {
    const armed = marksOf({ wipe: 'SERIAL1' });
    expect(armed.map(({ erases }) => erases)).toEqual(contract.map(({ action }) => action.includes('armed')));
    for (const { action, erases } of armed) expect(/\berases\b/.test(action), action).toBe(erases);
  });

  test('refuses where docs/security.md refuses in any case', () => {
    for (const disk of [{}, { wipe: 'SERIAL1' }]) {
      const refusing = marksOf(disk).filter(({ action }) => action === 'Refuses.');
      expect(refusing).toHaveLength(contract.filter(({ action }) => action === 'refuses').length);
    }
  });

  test('knows no lower generation than the first', () => {
    expect(marksOf({ generation: 1 }).map(({ mark }) => mark)).not.toContain('a generation lower than 1');
    expect(marksOf({ generation: 1 })).toHaveLength(6);
  });

  test('names the disk and its sizes, and says whether it is armed', () => {
    const conditions = rulesOf(install({ wwn: 'naa.5000', min_size: '8GB', wipe: 'SERIAL1' }))!.conditions.join('\n');
    for (const part of ['serial number SERIAL1 and the WWN naa.5000', 'at least 8GB', 'arms it: wipe repeats SERIAL1'])
      expect(conditions).toContain(part);
    expect(rulesOf(install({}))!.conditions.join('\n')).toContain('does not arm it');
  });

  test.each(['diskless', 'existing'] as const)('does not exist for a host that is %s', (mode) => {
    expect(rulesOf({ ...install({}), mode })).toBeUndefined();
  });
});
