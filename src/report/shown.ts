import { printable } from '../findings/excerpt.ts';
import { literalIn, withoutLiterals } from '../secrets/find.ts';

/** What HTML, like XML, cannot contain even escaped, in addition to control characters. */
const unprintable = /[\ufffe\uffff\p{Cs}]/gu;
const blot = '********';

/**
 * A report as it may be shown: what looks like a secret is masked, in each text, and where it spans texts that stand
 * together. The only way from a report to a page.
 */
export function shown<Value>(value: Value): Value {
  return shownEach(value, false) as Value;
}

function shownEach(value: unknown, hidden: boolean): unknown {
  if (typeof value === 'string') return hidden || hasKey(value) ? blot : clean(withoutLiterals(value));
  if (typeof value !== 'object' || value === null) return value;
  const spans = hasSpanning(Object.values(value));
  if (Array.isArray(value)) return value.map((each) => shownEach(each, spans));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shownEach(each, spans)]));
}

/** Whether a secret goes on from one text to the next, as a key that somebody wrote as a list of lines does. */
function hasSpanning(values: readonly unknown[]): boolean {
  const texts = values.filter((value) => typeof value === 'string');
  if (texts.length < 2) return false;
  return texts.some(hasKey) || withoutLiterals(texts.join('\n')) !== texts.map(withoutLiterals).join('\n');
}

/** A private key is known by its first line; the lines below it look like anything else. */
const hasKey = (text: string) => literalIn(text)?.class === 'key';

const clean = (text: string) => printable(text).replace(unprintable, '�');
