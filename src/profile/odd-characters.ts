import type { Finding, Problem } from '../findings/finding.ts';
import { problemAt } from './codes.ts';

/** Characters that look like those of YAML, where people mean those; each with its name in Unicode. */
const odd: { character: RegExp; name: string; instead: string }[] = [
  { character: /\u00a0|\u202f|\u2007/, name: 'a non-breaking space', instead: 'a space' },
  { character: /[\u200b-\u200d\u2060\ufeff]/, name: 'an invisible character (zero width)', instead: 'nothing' },
  { character: /[\u201c-\u201f\u00ab\u00bb]/, name: 'a typographic quote', instead: 'a straight one (")' },
  { character: /[\u2018-\u201b]/, name: 'a typographic quote', instead: "a straight one (')" },
  { character: /[\uff1a\ufe55\u2236]/, name: 'a colon of another script', instead: 'a colon and a space' },
  { character: /[\uff0c\u3001]/, name: 'a comma of another script', instead: 'a comma' },
  { character: /^\s*[\u2010-\u2015\u2022\u2212]/, name: 'a dash or bullet', instead: 'a hyphen and a space (- )' },
];

/**
 * Findings on lines with such a character are about the character: each of these lines gets one finding that names it.
 * Lines without another finding are left alone, for in a text these characters are right.
 */
export function oddCharacters(findings: readonly Finding[], text: (file: string) => string | undefined) {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  const rest = findings.filter(({ file, line }) => {
    const content =
      text(file)
        ?.split('\n')
        [line - 1]?.replace(/\s#.*$/, '') ?? '';
    const found = odd.flatMap(({ character, ...words }) => {
      const match = character.exec(content);
      return match ? [{ ...words, column: match.index + match[0].length }] : [];
    })[0];
    if (!found) return true;
    if (!seen.has(`${file}:${line}`)) {
      const { column, ...words } = found;
      problems.push(problemAt('odd-character', { place: { file, line, column } }, words));
    }
    seen.add(`${file}:${line}`);
    return false;
  });
  return { problems, rest };
}
