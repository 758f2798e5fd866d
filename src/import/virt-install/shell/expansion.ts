/** An expansion that only a running shell can do: its text, and what kind it is. */
export interface Expansion {
  text: string;
  what: string;
}

const variable = /^\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])/;

/** The expansion at this place, if any (XCU 2.6); `first` at the start of a word. */
export function expansionAt(text: string, index: number, first: boolean): Expansion | undefined {
  const character = text[index];
  if (character === '~' && first) {
    const home = /^~[A-Za-z0-9_.-]*(?=[/\s]|$)/.exec(text.slice(index, index + 64))?.[0];
    return home === undefined ? undefined : { text: home, what: 'the home folder of the user' };
  }
  if (character === '`') return { text: upTo(text, index, '`'), what: 'the output of a command' };
  if (character !== '$') return undefined;
  const next = text[index + 1];
  if (next === '(') return { text: bracketed(text, index, '(', ')'), what: 'the output of a command' };
  if (next === '{') return { text: bracketed(text, index, '{', '}'), what: 'the value of a variable' };
  const name = variable.exec(text.slice(index, index + 256))?.[0];
  return name === undefined ? undefined : { text: name, what: 'the value of a variable' };
}

function upTo(text: string, index: number, end: string): string {
  const found = text.indexOf(end, index + 1);
  return text.slice(index, found < 0 ? index + 1 : found + 1);
}

function bracketed(text: string, index: number, open: string, close: string): string {
  let depth = 0;
  for (let at = index + 1; at < text.length && at < index + 10_000; at += 1) {
    if (text[at] === open) depth += 1;
    if (text[at] === close) depth -= 1;
    if (depth === 0) return text.slice(index, at + 1);
  }
  return text.slice(index, index + 2);
}
