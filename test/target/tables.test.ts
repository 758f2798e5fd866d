import { describe, expect, test } from 'vitest';
import { type Table, tables } from '../../src/target/tables.ts';
import { overlayFiles } from '../support/overlays.ts';
import { readersOf } from '../support/table-readers.ts';

const overlays = overlayFiles();
const all: [string, Table][] = Object.entries(tables);
const byPath = new Map(all.map(([name, table]) => [table.path.replace('etc/mkapkovl/', ''), { name, ...table }]));

/** The agent's scripts by their name below its folder, each with what it reads. */
const scripts = [...overlays]
  // The probe runs on machines that have no overlay.
  .filter(([file, text]) => !file.startsWith('probe/') && /^(#!\/\S*sh|# shellcheck shell=)/.test(text))
  .map(([file, text]) => ({ file: file.replace(/^.*\/mkapkovl\//, ''), readers: readersOf(text) }));
const readers = scripts.flatMap(({ file, readers }) =>
  readers.flatMap((reader) => {
    const table = byPath.get(reader.table);
    return table ? [{ file, ...reader, table: table.name, columns: Object.keys(table.columns), of: table }] : [];
  }),
);

describe('the writer', () => {
  /** The template that prints these columns in this order. */
  function templateOf({ columns, optional = [] }: Table): string {
    const cells = Object.keys(columns).map((name, index) => {
      const cell = `${index === 0 ? '' : '\t'}{{cell ${name}}}`;
      return optional.includes(name) ? `{{#if ${name}}}${cell}{{/if}}` : cell;
    });
    return `{{#each rows}}\n${cells.join('')}\n{{/each}}\n`;
  }

  test.each(all)('of %s prints each column, in order, and nothing else', (_, table) => {
    const template = overlays.get(`${table.template}.hbs`)!;
    // A path and the target of a link may have blanks, which `cell` refuses.
    expect(template.replaceAll('{{line ', '{{cell ')).toBe(templateOf(table));
  });

  test('describes every template of a table', () => {
    const described = new Set(all.map(([, { template }]) => `${template}.hbs`));
    const tabular = [...overlays].filter(([file, text]) => file.endsWith('.hbs') && text.includes('\t{{cell '));
    expect(tabular.map(([file]) => file).filter((file) => !described.has(file))).toEqual([]);
  });
});

describe('the scripts', () => {
  /** Names of variables where a script has another for the column, mostly because that one is in use there. */
  const otherNames: Record<string, Record<string, string[]>> = {
    devices: { kind: ['class'] },
    files: { mode: ['mode_of'], path: ['name'] },
    filled: { type: ['kind'] },
    fstab: { type: ['kind'] },
    seeds: { length: ['room'] },
    volumes: { volume: ['name'] },
  };

  test('read every table', () => {
    const read = new Set<string>(readers.map(({ table }) => table));
    expect(all.map(([name]) => name).filter((name) => !read.has(name))).toEqual([]);
  });

  test('name the columns as they are where they read whole rows', () => {
    const reading = readers.filter(({ names }) => names.length > 0);
    expect(reading.map(({ file, table }) => `${file} ${table}`)).toEqual([
      'agent/apply/lay.sh files',
      'agent/apply/plan.sh files',
      'agent/bind.sh devices',
      'agent/converge/composed.sh composed',
      'agent/converge/composed.sh composed',
      'agent/converge/seeds.sh seeds',
      'agent/converge/volumes.sh volumes',
      'agent/overlay.sh files',
      'agent/replug.sh replug',
      'agent/target.sh fstab',
      'agent/verify/files.sh files',
      'agent/verify/files.sh composed',
      'agent/verify/system.sh fstab',
      'agent/verify/system.sh filled',
      'trial/report.sh devices',
    ]);
    for (const { file, table, names, columns } of reading) {
      const wrong = names.filter((name, index) => {
        const column = columns[index] ?? 'no column';
        const rest = name === '_' || (name === 'rest' && index === names.length - 1);
        return !rest && name !== column && !otherNames[table]?.[column]?.includes(name);
      });
      // `read` puts what is left of a row into its last variable.
      const whole = names.length === columns.length || ['_', 'rest'].includes(names.at(-1)!);
      expect({ file, table, wrong, whole }).toEqual({ file, table, wrong: [], whole: true });
    }
  });

  test('read no column that a table has not', () => {
    for (const { file, table, numbers, columns } of readers)
      expect({ file, table, beyond: numbers.filter((number) => number > columns.length) }).toEqual({
        ...{ file, table, beyond: [] },
      });
  });

  test('take these columns by their numbers', () => {
    const taken = (wanted: string) =>
      readers
        .filter(({ file, numbers }) => file === wanted && numbers.length > 0)
        .map(({ table, numbers, columns }) => [table, ...new Set(numbers.map((number) => columns[number - 1]))])
        .map((words) => words.join(' '));
    const files = [...new Set(readers.filter(({ numbers }) => numbers.length > 0).map(({ file }) => file))];
    expect(Object.fromEntries(files.map((file) => [file, taken(file)]))).toEqual({
      'agent/accounts.sh': ['users name', 'users name groups', 'users name password'],
      'agent/apply/lay.sh': ['files path', 'composed path'],
      'agent/archive.sh': ['files path'],
      'agent/apply/plan.sh': ['files path', 'files path substance'],
      'agent/apply/table.sh': [
        'files type path',
        'files type substance path',
        'files type path substance',
        'files type substance',
        'files path mode owner type substance',
      ],
      'agent/converge.sh': ['volumes pool volume', 'guests name', 'functions address', 'mediated uuid'],
      'agent/converge/composed.sh': ['composed path', 'files path'],
      'agent/converge/devices.sh': [
        'loans address',
        'devices by value id',
        'groups id',
        'loans address',
        'devices value',
        'groups members',
      ],
      'agent/converge/filled.sh': ['filled folder'],
      'agent/converge/functions.sh': ['functions count', 'functions id', 'functionSettings parent number'],
      'agent/converge/guests.sh': [
        'guests name',
        'guests autostart',
        'guests devices',
        'guests mediated',
        'volumes guest path',
      ],
      'agent/converge/host-disks.sh': [
        'fstab device folder',
        'filled device folder',
        'pools name',
        'pools type',
        'pools path',
      ],
      'agent/converge/mediated.sh': [
        'mediated parent',
        'mediated type',
        'mediated id',
        'mediated type',
        'mediated parent',
      ],
      'agent/converge/mounts.sh': ['fstab folder', 'fstab folder options'],
      'agent/converge/networks.sh': ['networks name', 'networks autostart', 'networks name'],
      'agent/converge/pools.sh': ['pools name', 'pools type', 'pools path', 'pools autostart', 'fstab folder'],
      'agent/converge/report.sh': ['replug guest vendor product', 'files path'],
      'agent/converge/users.sh': [
        'users name',
        'users password',
        'users groups',
        'users name',
        'users groups',
        'users password groups name',
      ],
      'agent/converge/volumes.sh': ['pools type'],
      'agent/converge/waits.sh': ['waits kind name forKind forName'],
      'agent/fill.sh': ['filled folder', 'filled folder', 'filled device type options'],
      'agent/loan.sh': ['guests name', 'guests name', 'loans address', 'loans id'],
      'agent/overlay.sh': ['files path type substance'],
      'agent/passphrase.sh': ['users password name'],
      'agent/preflight.sh': ['devices by value', 'devices by value'],
      'agent/target.sh': ['files path'],
      'agent/verify/guests.sh': [
        'devices by value',
        'devices by value',
        'guests name',
        'loans address',
        'devices value',
        'groups address',
        'pools name',
        'pools autostart',
        'networks name',
        'networks autostart',
        'volumes path',
        'guests name',
        'guests autostart',
      ],
      'agent/verify/system.sh': ['users name', 'users groups', 'users password'],
      'agent/verify/virtual.sh': [
        'functions address',
        'mediated uuid',
        'mediated type',
        'mediated parent',
        'functions count',
        'functions id',
      ],
    });
  });

  test('compare the number of columns of the table of files', () => {
    const { length } = Object.keys(tables.files.columns);
    expect(overlays.get('agent/etc/mkapkovl/agent/apply/table.sh')).toContain(`NF != ${length} ||`);
  });
});

describe('a reader is found', () => {
  test.each([
    ['name=$(cell libvirt/pools.table "$pool" 2)', 'libvirt/pools.table', [2], []],
    ['for user in $(rows users | cut -f 1); do', 'users', [1], []],
    ["rows users | grep . | awk -F '\\t' -v name=\"$1\" '$2 == name { print $3 }'", 'users', [2, 3], []],
    ["{ rows fstab; rows filled; } | awk '{ print $2 }'", 'fstab', [2], []],
    ['rows devices | while IFS=$tab read -r by value _; do', 'devices', [], ['by', 'value', '_']],
    ['IFS=$tab read -r a b << ROW\n$(rows waits)\nROW', 'waits', [], ['a', 'b']],
    ['while read -r a b <&3; do\n\techo\ndone 3<<- END\n\t$(rows waits)\nEND', 'waits', [], ['a', 'b']],
    ['while read -r a b <&3; do\n\techo\ndone 3< "$data/files"', 'files', [], ['a', 'b']],
    ['cut -f 1,5 "$own/files"', 'files', [1, 5], []],
    ['row=$(rows filled)\nset -- $row\nmount -t "$3" "$1"\n}', 'filled', [3, 1], []],
  ])('in %j', (script, table, numbers, names) => {
    expect(readersOf(script)[0]).toEqual({ table, numbers, names });
  });

  test.each([['# rows users | cut -f 1'], ['rows users | grep -q .'], ['rows "$1" | awk "{ print }"']])(
    'not in %j',
    (script) => {
      expect(readersOf(script)).toEqual([]);
    },
  );
});
