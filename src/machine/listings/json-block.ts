import type { Line } from './lines.ts';

/** No listing is longer. */
const limit = 20_000;

/** JSON that begins at a line, and its number of lines; the value is undefined if it does not end. */
export function jsonAt(lines: readonly Line[], start: number): { value: unknown; length: number } {
  const pieces: string[] = [];
  for (const [index, { text }] of lines.slice(start, start + limit).entries()) {
    pieces.push(text);
    if (!/[}\]]$/.test(text)) continue;
    const value = parsed(pieces.join('\n'));
    if (value !== undefined) return { value, length: index + 1 };
  }
  return { value: undefined, length: 1 };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
