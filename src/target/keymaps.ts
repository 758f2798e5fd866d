import { closest } from '../findings/closest.ts';
import tables from './keymaps.json' with { type: 'json' };
import type { Release } from './releases.ts';

/**
 * The keymaps of package kbd-bkeymaps: layout, then its variants. "3.19" is the package of that release
 * (kbd-bkeymaps-2.6.3-r0.apk, built 2023-09-21). "later" is what bisand/alpymist lists of a newer package, whose release
 * it does not say; so a keymap of either is taken for every other release. scripts/keymaps.js writes both. They differ
 * in eleven variants, and in no layout.
 */
const listsOf = (release: Release): Record<string, string>[] =>
  release === '3.19' ? [tables['3.19']] : [tables['3.19'], tables.later];

function variantsOf(layout: string, release: Release): string[] {
  const lists = listsOf(release).filter((list) => Object.hasOwn(list, layout));
  return [...new Set(lists.flatMap((list) => list[layout]!.split(' ')))].sort();
}

/** Whether setup-keymap knows this layout and variant; if not, it asks forever. */
export function isKeymap(keymap: string, release: Release): boolean {
  const [layout = '', variant = ''] = keymap.split(' ');
  return variantsOf(layout, release).includes(variant);
}

/** Other names of layouts: languages (ISO 639), kbd's legacy maps, and names used by other installers. */
const otherNames = new Map<string, string>(
  Object.entries({
    uk: 'gb',
    en: 'us',
    sv: 'se',
    da: 'dk',
    cs: 'cz',
    el: 'gr',
    et: 'ee',
    ja: 'jp',
    jp106: 'jp',
    ko: 'kr',
    nb: 'no',
    sl: 'si',
    sr: 'rs',
    sg: 'ch',
    eo: 'epo',
    ar: 'ara',
    la: 'latam',
    abnt2: 'br',
    trq: 'tr',
  }),
);

/** The keymap most similar to one that does not exist, and the variants of its layout. */
export function nearestKeymap(keymap: string, release: Release): { keymap: string; variants: string[] } | undefined {
  const [given = '', variant = ''] = keymap.split(' ');
  const known = [...new Set(listsOf(release).flatMap((list) => Object.keys(list)))];
  const layout = variantsOf('us', release).includes(`us-${given}`)
    ? 'us'
    : (layoutOf(given, known) ?? layoutOf(variant, known));
  if (layout === undefined) return undefined;
  const variants = variantsOf(layout, release);
  return { keymap: `${layout} ${variantOf(layout, variant, variants)}`, variants };
}

function layoutOf(word: string, known: string[]): string | undefined {
  const first = word.split(/[-_]/)[0]!;
  return (
    [word, first].find((each) => known.includes(each)) ??
    otherNames.get(word) ??
    otherNames.get(first) ??
    closest(word, known)
  );
}

/** The name of a legacy map contains a character set, which these names do not; and fi has no variant of that name. */
function variantOf(layout: string, variant: string, variants: string[]): string {
  const rest = variant
    .replace(/^[a-z]+[-_]/, '')
    .replace(/^latin\d+[-_]?/, '')
    .replace(/^(uk|abnt2|qwertz)$/, '');
  const names = [rest, `${layout}-${rest}`, variant, `${layout}-${variant}`];
  const exact = names.find((name) => variants.includes(name));
  const near = exact ?? closest(`${layout}-${rest}`, variants);
  return near ?? [layout, `${layout}-kotoistus`].find((name) => variants.includes(name)) ?? variants[0]!;
}
