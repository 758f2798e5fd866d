import { guestName } from '../../profile/scalars.ts';
import { child, type Element, textOf } from '../../xml/element.ts';
import type { Leftover } from '../imported.ts';

/** The name of what a definition defines, or a plain one that is not taken if the profile cannot have it. */
export function nameOf(root: Element, what: string, taken: readonly string[], leftovers: Leftover[]): string {
  const given = textOf(root, 'name') ?? '';
  if (guestName.safeParse(given).success && !taken.includes(given)) return given;
  const plain =
    given
      .replace(/[^a-zA-Z0-9_.+-]+/g, '-')
      .replace(/^[^a-zA-Z0-9]+|-+$/g, '')
      .slice(0, 63) || what;
  const name = taken.includes(plain) ? `${plain.slice(0, 60)}-${taken.length + 1}` : plain;
  const why = `it is not a valid ${what} name${name.length < given.length ? ' (too long or with other characters)' : ''} and becomes ${name}`;
  leftovers.push({
    kind: 'changed',
    where: `${root.name}/name`,
    value: given,
    why,
    offset: child(root, 'name')?.start ?? 0,
  });
  return name;
}
