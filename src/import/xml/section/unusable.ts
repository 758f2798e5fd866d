import type { Problem } from '#src/findings/finding.ts';
import type { Values } from '#src/guest/reader.ts';
import { child, type Element } from '#src/xml/element.ts';
import { problemAt } from '../../codes.ts';
import { valueAt } from './fit.ts';
import type { Kind } from './kind.ts';

/** A value without which there is no section, and that is missing or that no profile can have. */
export function unusable(kind: Kind, root: Element, draft: Values, path: PropertyKey[], file: string): Problem {
  const element = String(path.at(-1));
  const holder = child(root, path.length > 1 ? String(path[0]) : 'target') ?? root;
  const place = { place: { file, offset: (child(holder, element) ?? holder).start } };
  const value = valueAt(draft, path);
  return value === undefined
    ? problemAt('import-incomplete', place, { element })
    : problemAt('import-value-not-supported', place, { element, value: String(value), what: kind.what });
}
