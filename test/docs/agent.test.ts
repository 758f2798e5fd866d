import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { files, templates } from '#overlays';

const folder = 'overlays/agent';
const page = readFileSync(path.join(folder, 'README.md'), 'utf8');
const names = readdirSync('overlays', { recursive: true, encoding: 'utf8' });
const scripts = names
  .filter((name) => name.startsWith('agent/') && name.endsWith('.sh'))
  .map((name) => readFileSync(path.join('overlays', name), 'utf8'));

/** The cells of the table rows below a heading of the page, up to the next heading. */
function rowsOf(heading: string): string[][] {
  const section = page.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| (.*) \|$/gm)].map(([, row]) => row!.split(' | '));
}

/** The names that the scripts give their steps, a variable part as a word in capitals: `volume-POOL-NAME`. */
function stepsOf(text: string): string[] {
  const calls = [...text.matchAll(/(?:^|[\s!])(?:step|run) ["']?([a-z]+(?:-[a-z]+)*)(-\$|["']? ["'])/gm)];
  return calls.map(([, name, rest]) => (rest === '-$' ? `${name}-` : name!));
}

test('the page is for readers of the source: no overlay holds it', () => {
  expect(existsSync(path.join(folder, 'README.md'))).toBe(true);
  expect(Object.keys({ ...files, ...templates }).filter((name) => name.includes('README.md'))).toEqual([]);
});

test('names every step of every stage', () => {
  const steps = [...new Set(scripts.flatMap(stepsOf))];
  expect(steps.length).toBeGreaterThanOrEqual(15);
  const said = rowsOf('Records').flat().join(' ');
  const missing = steps.filter((step) => !said.includes(step.endsWith('-') ? `\`${step}` : `\`${step}\``));
  expect(missing).toEqual([]);
});

test('names every service', () => {
  const services = names.filter((name) => name.startsWith('agent/etc/init.d/')).map((name) => path.basename(name));
  expect(services.length).toBeGreaterThanOrEqual(5);
  expect(services.filter((service) => !page.includes(`\`${service}\``))).toEqual([]);
});

test('says the columns of every table that a template prints', () => {
  const templates = names.filter((name) => {
    const text = name.endsWith('.hbs') ? readFileSync(path.join('overlays', name), 'utf8') : '';
    // The columns of the file systems are those of fstab(5).
    return /\}\t\{\{(cell|line)/.test(text) && !name.endsWith('/fstab.hbs');
  });
  const described = rowsOf('Tables').map(([table, columns]) => ({
    name: path.basename(table!.replaceAll('`', '')),
    columns: columns!.split(/; (?:in|where)/)[0]!.replace(/\(.*?\)/g, ''),
  }));
  const wanted = templates.map((name) => path.basename(name, '.hbs'));
  expect(wanted).toEqual(expect.arrayContaining(['files', 'users', 'devices', 'guests.table']));
  for (const name of templates) {
    const cells = readFileSync(path.join('overlays', name), 'utf8').match(/\{\{(cell|line) /g)!.length;
    const row = described.find((each) => each.name === path.basename(name, '.hbs'));
    expect({ name, columns: columnsIn(row?.columns) }).toEqual({ name, columns: cells });
  }
});

/** A list of columns; "kind and name of …" are two of them. */
function columnsIn(text = ''): number {
  return text.split(',').flatMap((column) => column.split(' and ')).length;
}
