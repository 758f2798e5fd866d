import type * as z from 'zod';
import { shapeOf, unwrap } from '../profile/shape.ts';
import { profileSchema } from './schema.ts';

type AnySchema = z.core.$ZodType;

/** Cells of a table: key, value, default, merge rule and description. */
type Row = string[];

/**
 * The pages about the keys of a profile, by their names below docs/: `profile.md` with what stands at the top of a profile,
 * and `profile/SECTION.md` for each of its sections.
 */
export function profileReference(): Record<string, string> {
  const all = Object.entries(topOf(profileSchema)).map(([name, schema]) => ({ name, schema, rows: row(name, schema) }));
  const sections = all.filter(({ rows }) => rows.length > 2);
  return {
    'profile.md': indexPage(all.flatMap(({ name, rows }) => (rows.length > 2 ? [linked(name, rows[0]!)] : rows))),
    ...Object.fromEntries(
      sections.map(({ name, schema, rows }) => [`profile/${name}.md`, sectionPage(name, schema, rows)]),
    ),
  };
}

function topOf(schema: AnySchema): Record<string, AnySchema> {
  const shape = shapeOf(schema);
  return shape.kind === 'object' ? shape.keys : {};
}

const linked = (name: string, [, ...rest]: Row): Row => [`[\`${name}\`](profile/${name}.md)`, ...rest];

function indexPage(rows: Row[]): string {
  return page('The profile, key by key', [
    'Made from the schema by `npm run generate`; do not edit. `NAME` is a name that you choose, `[]` an item',
    'of a list. How extended profiles combine: *by key* merges maps, *replaces* uses the whole later value, *appends*',
    'adds to the list without duplicates. `null` removes what was inherited. Each section has a page of its own.',
    '',
    ...table(rows),
  ]);
}

/** A section: what it holds, and below it each of its parts that has many keys of its own. */
function sectionPage(name: string, schema: AnySchema, rows: Row[]): string {
  const above = shapeOf(schema).kind === 'record' ? `${name}.NAME` : name;
  const partOf = ([key = '']: Row) => /^[^.[`]+/.exec(key.slice(above.length + 2))?.[0] ?? '';
  const sizes = new Map<string, number>();
  for (const each of rows) sizes.set(partOf(each), (sizes.get(partOf(each)) ?? 0) + 1);
  const large = [...sizes].filter(([part, size]) => part !== '' && size > largest).map(([part]) => part);
  return page(`\`${name}\``, [
    `${unwrap(schema).meta.description ?? ''} [The profile, key by key](../profile.md), says how to read this page.`.trim(),
    '',
    ...table(rows.filter((each) => !large.includes(partOf(each)))),
    ...large.flatMap((part) => ['', `## \`${part}\``, '', ...table(rows.filter((each) => partOf(each) === part))]),
  ]);
}

/** Keys of a part that fit into the table of its section. */
const largest = 5;

const page = (title: string, lines: string[]) => [`# ${title}`, '', ...lines, ''].join('\n');

function table(rows: Row[]): string[] {
  return [
    '| key | value | default | merge | description |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
  ];
}

function keys(schema: AnySchema, above: string): Row[] {
  const shape = shapeOf(schema);
  if (shape.kind === 'object') {
    return Object.entries(shape.keys).flatMap(([key, value]) => row(above ? `${above}.${key}` : key, value));
  }
  if (shape.kind === 'record') return row(`${above}.NAME`, shape.value);
  if (shape.kind === 'list') return nested(shape.element) ? keys(shape.element, `${above}[]`) : [];
  if (shape.kind === 'union') {
    const seen = new Set<string>();
    // A list of what may also be a single item has the same keys.
    const alone = shape.options.map(itself);
    return shape.options
      .filter((option) => !alone.some((each) => each === elementOf(option)))
      .flatMap((option) => keys(option, above))
      .filter(([key = '']) => !seen.has(key) && seen.add(key));
  }
  return [];
}

const itself = (schema: AnySchema) => unwrap(schema).schema;

function elementOf(schema: AnySchema): AnySchema | undefined {
  const shape = shapeOf(schema);
  return shape.kind === 'list' ? itself(shape.element) : undefined;
}

function nested(schema: AnySchema): boolean {
  const shape = shapeOf(schema);
  return shape.kind === 'object' || shape.kind === 'record' || (shape.kind === 'union' && shape.options.some(nested));
}

function row(name: string, schema: AnySchema): Row[] {
  const { meta } = unwrap(schema);
  const example = meta.examples?.[0] === undefined ? '' : ` Example: \`${JSON.stringify(meta.examples[0])}\`.`;
  const own = [
    `\`${name}\``,
    takes(schema),
    // Keys of a record have no default: they exist only if the user names them.
    name.endsWith('.NAME') ? '' : defaultOf(schema),
    mergeRule(schema, name),
    `${meta.description ?? ''}${example}`.trim(),
  ];
  return [own, ...keys(schema, name)];
}

function takes(schema: AnySchema): string {
  const { schema: inner, meta } = unwrap(schema);
  const { type, entries, values } = inner._zod.def as unknown as Record<string, unknown>;
  const shape = shapeOf(inner);
  if (meta.secret) return 'source of a secret';
  if (type === 'enum')
    return Object.values(entries as object)
      .map((value) => `\`${value}\``)
      .join(', ');
  if (type === 'literal') return (values as unknown[]).map((value) => `\`${value}\``).join(', ');
  if (shape.kind === 'object') return 'map';
  if (shape.kind === 'record') return 'map by name';
  if (shape.kind === 'list') return `list of ${nested(shape.element) ? 'items' : takes(shape.element)}`;
  if (shape.kind === 'union') return [...new Set(shape.options.map(takes))].join(' or ');
  if (type === 'unknown') return 'anything';
  if (type === 'boolean') return '`true`, `false`';
  return type === 'number' || type === 'int' ? 'number' : 'text';
}

function defaultOf(schema: AnySchema): string {
  const { type, defaultValue } = schema._zod.def as unknown as { type: string; defaultValue?: unknown };
  if (type === 'default') return `\`${JSON.stringify(defaultValue)}\``;
  return type === 'optional' || type === 'prefault' ? '' : '**required**';
}

function mergeRule(schema: AnySchema, name: string): string {
  if (name === 'extends' || name === 'abstract') return '';
  const { kind } = shapeOf(schema);
  if (kind === 'object' || kind === 'record') return 'by key';
  return unwrap(schema).meta.merge === 'append' ? 'appends' : 'replaces';
}
