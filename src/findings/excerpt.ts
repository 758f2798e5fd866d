/** The maximum width of a line, in terminal cells. */
const width = 110;

export interface Excerpt {
  text: string;
  /** The cells to the left of the caret. */
  caret: number;
}

/** A line as it may be shown, cut to the width, with the column of the caret below it; undefined for a blank line. */
export function excerptOf(whole: string, column: number): Excerpt | undefined {
  if (whole.trim() === '') return undefined;
  const at = Math.min(column - 1, whole.length);
  // The beginning of the line is the most informative, so it is cut only if the caret would not fit otherwise.
  const before = fitting(cells(whole.slice(Math.max(0, at - width), at)).reverse(), width - 20).reverse();
  const after = fitting(cells(whole.slice(at, at + width)), width - total(before));
  const shown = [...before, ...after].map(({ text }) => text).join('');
  const left = lengthOf(before) < at ? '…' : '';
  const right = lengthOf(after) < whole.length - at ? '…' : '';
  return { text: left + shown + right, caret: left.length + total(before) };
}

interface Cell {
  text: string;
  width: number;
}

/** The width of a text in terminal cells. */
export const cellsOf = (text: string): number => (/^[ -~]*$/.test(text) ? text.length : total(cells(text)));

const total = (list: readonly Cell[]) => list.reduce((sum, cell) => sum + cell.width, 0);
const lengthOf = (list: readonly Cell[]) => list.reduce((sum, { text }) => sum + text.length, 0);

/** The first cells that fit into the width. */
function fitting(list: readonly Cell[], room: number): Cell[] {
  let used = 0;
  const end = list.findIndex((cell) => {
    used += cell.width;
    return used > room;
  });
  return end === -1 ? [...list] : list.slice(0, end);
}

/** Characters as a terminal shows them. A tab becomes one space, so that the caret needs no tab stops. */
function cells(text: string): Cell[] {
  return [...text].map((char) =>
    char === '\t' ? { text: ' ', width: 1 } : { text: printable(char), width: widthOf(char) },
  );
}

/** Combining marks have no width; most East Asian characters and emoji have a width of two cells (UAX #11). */
function widthOf(char: string): number {
  if (/^(\p{Mark}|[\u200b-\u200f])$/u.test(char)) return 0;
  return wide.test(char) ? 2 : 1;
}

const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;

/** Control characters and characters that reverse the direction of a line must not reach the terminal. */
export function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, '�');
}
