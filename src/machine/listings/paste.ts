/** Colours and other commands to a terminal (ECMA-48), also if the escape character was lost. */
const commands = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_]|\[\d{1,3}(?:;\d{1,3})*m/g;

/** Forum markup around pasted text (BBCode). */
const forum = /\[\/?(?:B|COLOR|CODE|FONT|HTML|ICODE|QUOTE|SIZE|SPOILER)(?:=[^\]]*)?\]/gi;

/** A saved web page. */
const tags = /<\/?(?:br|p|pre|code|div|span|strong|em|b|i|li|ul|tr)(?:\s[^>]*)?\/?>/gi;
const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: ' ',
  lbrack: '[',
  rbrack: ']',
  quot: '"',
  '#91': '[',
  '#93': ']',
};

/** Non-ASCII spaces, and zero-width characters. */
const blanks = /[\u00a0\u2000-\u200a\u202f\u3000]/g;
const invisible = /[\u200b-\u200f\u2060\ufeff\x00-\x08\x0b-\x1f\x7f]/g;

/** Quotation marks of mail and forums, possibly nested. */
const quotes = /^(?:\s{0,3}> ?)+/;

/** A leading time, as added by terminals, loggers and journalctl. */
const day = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\\s+\\d{1,2}';
const time = '\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?';
const stamp = new RegExp(
  `^\\s{0,3}(?:\\[?\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d)?(?:[.,]\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)?\\]?|\\[?${time}\\]?|${day} ${time}) (?:[\\w.-]+ (?:kernel|[\\w./-]+\\[\\d+\\]): ?)?`,
);

/** A line that is entirely code or bold (Markdown), even as a list item. */
const code = /^(\s*(?:[-*+]\s+)?)(`+)([^`]*)\2\s*$/;
const bold = /^(\s*(?:[-*+]\s+)?)\*\*([^*]*)\*\*/;

/** A line without what copying, quoting and markup have added. */
export function unpasted(raw: string): string {
  return raw
    .replace(commands, '')
    .replace(forum, '')
    .replace(tags, '')
    .replace(/&([a-z]+|#\d+);/gi, (whole, name: string) => entities[name.toLowerCase()] ?? whole)
    .replace(blanks, ' ')
    .replace(invisible, '')
    .replace(quotes, '')
    .replace(stamp, '')
    .replace(code, '$1$3')
    .replace(bold, '$1$2')
    .trimEnd();
}

const numbered = /^\s*(\d{1,5})(?:\s*[:|│)]|\.(?=\s)|(?=\s|$))[ \t]?/;

/** Removes the line numbers of editors and cat -n, which count from 1, while groups begin with 0. */
export function withoutNumbers(lines: readonly string[]): string[] {
  let counted = 0;
  let last: { at: number; number: number } | undefined;
  for (const [at, line] of lines.entries()) {
    const number = Number(numbered.exec(line)?.[1] ?? 0);
    if (number === 0) continue;
    if (!last || number - last.number === at - last.at) counted += 1;
    last = { at, number };
  }
  const filled = lines.filter((line) => line !== '').length;
  return counted < 3 || counted < filled * 0.8 ? [...lines] : lines.map((line) => line.replace(numbered, ''));
}

/**
 * Removes the blank lines that some forums add after every line; if only some lines are blank, they are significant.
 */
export function singleSpaced<Item extends { text: string }>(lines: readonly Item[]): Item[] {
  const filled = lines.filter(({ text }) => text !== '');
  const followed = lines.filter(
    ({ text }, at) => text !== '' && (at + 1 >= lines.length || lines[at + 1]!.text === ''),
  ).length;
  return filled.length > 3 && followed >= filled.length * 0.9 ? filled : [...lines];
}
