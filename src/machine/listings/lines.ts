import { singleSpaced, unpasted, withoutNumbers } from './paste.ts';

/** A line of pasted text, without what copying and quoting have added. */
export interface Line {
  text: string;
  /** The indentation; a tab extends to the next multiple of eight. */
  indent: number;
  /** Counted from 1, with the column at which its text begins. */
  number: number;
  column: number;
}

export function linesOf(text: string): Line[] {
  const raws = text.split(/\r\n|\r|\n/);
  const clean = withoutNumbers(raws.map(unpasted)).map((each, index) => ({ text: each, number: index + 1 }));
  return singleSpaced(clean).flatMap(({ text: whole, number }) =>
    entries(whole).map((each) => line(each, number, raws[number - 1]!)),
  );
}

function line(whole: string, number: number, raw: string): Line {
  const blank = /^\s*/.exec(whole)![0];
  const text = whole.slice(blank.length);
  const found = raw.indexOf(text.slice(0, 12));
  return {
    text,
    indent: [...blank].reduce((width, char) => (char === '\t' ? width + 8 - (width % 8) : width + 1), 0),
    number,
    column: Math.max(found === -1 ? raw.search(/[^\s\u00a0\ufeff]/) : found, 0) + 1,
  };
}

const address = '(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]';
/** The text after a function's id, followed by the next function or group. */
const join = new RegExp(
  `(\\[[0-9a-f]{4}:[0-9a-f]{4}\\](?:\\s+\\((?:rev|prog-if)[^)]*\\))*)\\s+(?=(?:iommu\\s+group\\s*\\d|${address}\\s+\\w))`,
  'gi',
);

/** Text before the first group and its function. */
const prose = new RegExp(
  `^(.*?[a-z]{2}.*?\\s)(?=iommu\\s+group\\s*\\d+[\\s:]+(?:\\[[^\\]]*\\]\\s*)*${address}\\s)`,
  'i',
);

/**
 * The entries of a line, because forums join several lines into one. An id before an address belongs to that address.
 */
function entries(whole: string): string[] {
  const words = prose.exec(whole)?.[1];
  if (words && !new RegExp(address, 'i').test(words)) return [words.trimEnd(), ...entries(whole.slice(words.length))];
  const [indent] = /^\s*/.exec(whole)!;
  // What follows a function with its group in front is in that group too, as if indented below it.
  const below = /^[^:[]*group\s*\d/i.test(whole) ? `${indent}\t` : indent;
  const found: string[] = [];
  let start = 0;
  const piece = (from: number, to?: number) => {
    const text = whole.slice(from, to);
    if (from === 0) return text;
    return (/^iommu/i.test(text) ? indent : below) + text;
  };
  for (const match of whole.matchAll(join)) {
    const end = match.index + match[1]!.length;
    const before = whole.slice(start, match.index);
    if (!new RegExp(`(?:^|\\s)${address}\\s`, 'i').test(before)) continue;
    found.push(piece(start, end));
    start = match.index + match[0].length;
  }
  return [...found, piece(start)];
}
