import type { Values } from '#src/guest/reader.ts';
import { renderView } from '#src/tree/templates.ts';
import { child, type Element, print, textOf } from '#src/xml/element.ts';
import { parseDocument } from '#src/xml/parse.ts';
import { problemAt } from '../../codes.ts';
import type { Leftover, Read } from '../../imported.ts';
import { minimal } from '../../minimal.ts';
import { ordered } from '../../order.ts';
import { canonical } from '../compare.ts';
import { nameOf } from '../name.ts';
import { fitted } from './fit.ts';
import type { Kind } from './kind.ts';
import { keptElements, leftOf, uuidLeft } from './left.ts';
import { unusable } from './unusable.ts';

/**
 * The section of a network or pool. As with guests, what it comes to is rendered and compared with what was read; every
 * difference is reported.
 */
export function readSection(kind: Kind, root: Element, file: string, taken: readonly string[]): Read {
  const problems = [...incomplete(root, file), ...kind.unsupported(root, file)];
  if (problems.length > 0) return { problems };
  const leftovers: Leftover[] = [];
  const source = kind.withoutSecrets(root, leftovers);
  leftovers.push(...uuidLeft(kind, source));
  const name = nameOf(source, kind.what, taken, leftovers);
  const wanted = kind.normal(source);
  const draft = kind.draft(wanted);
  const found = fitted(kind, name, draft);
  if ('missing' in found) return { problems: [unusable(kind, source, draft, found.missing, file)] };
  const kept = keptElements(kind, source, wanted, made(kind, name, found.section));
  const long = withXml(kind, name, found.section, kept);
  const result = made(kind, name, long);
  const same = (shorter: Values) => {
    const other = made(kind, name, shorter);
    return other !== undefined && canonical(other) === canonical(result!);
  };
  const inOrder = ordered(long, kind.schema(long)) as Values;
  const section = minimal(inOrder, same);
  leftovers.push(...leftOf(kind, wanted, result!, 'xml' in long ? kept : []));
  return { imported: { vms: {}, libvirt: { [kind.key]: { [name]: section } }, restOfProfile: {}, leftovers } };
}

function incomplete(root: Element, file: string) {
  if (textOf(root, 'name')) return [];
  const place = { place: { file, offset: child(root, 'name')?.start ?? root.start } };
  return [problemAt('import-incomplete', place, { element: 'name' })];
}

/** With the elements under `xml:`, if the profile accepts them there. */
function withXml(kind: Kind, name: string, section: Values, kept: readonly Element[]): Values {
  if (kept.length === 0) return section;
  const whole = fitted(kind, name, { ...section, xml: kept.map(print).join('\n') });
  return 'section' in whole ? whole.section : section;
}

/** What the build makes of a section, in the normal form; undefined if the schema rejects it. */
function made(kind: Kind, name: string, section: Values): Element | undefined {
  const parsed = kind.schema(section).safeParse(section);
  if (!parsed.success) return undefined;
  const document = parseDocument(renderView(kind.view(name, parsed.data)), '');
  return 'roots' in document ? kind.normal(document.roots[0]!) : undefined;
}
