import { commandSecretsIn } from './find.ts';
import { isValue } from './settings.ts';

/** Options of commands whose value, which is a word of its own, is secret: --password, --admin-token. */
const option = /^--(?:[\w-]{1,40}-)?(?:passw(?:or)?d|passphrase|token)$/i;

interface SecretWord {
  index: number;
  what: string;
}

/** Which of the words of a command contain a secret. Often only the words before one say what it is. */
export function secretWords(words: readonly string[]): SecretWord[] {
  const ends: number[] = [];
  for (const word of words) ends.push((ends.at(-1) ?? -1) + 1 + word.length);
  const found = commandSecretsIn(words.join(' ')).map(({ what, start }) => ({
    index: ends.findIndex((end) => start < end),
    what,
  }));
  const values = words.flatMap((word, index) => {
    const before = words[index - 1] ?? '';
    return option.test(before) && !word.startsWith('-') && isValue(word)
      ? [{ index, what: `the value of ${before}` }]
      : [];
  });
  return [...new Map([...found, ...values].map((each) => [each.index, each])).values()];
}
