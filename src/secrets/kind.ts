/** A form that secrets have. */
export interface Kind {
  /** In words, such as "a private key". */
  what: string;
  /** `key` is a private key, `address` a password in an address, `definition` one of a guest's; `text` is the rest. */
  class: 'key' | 'address' | 'definition' | 'text';
  /**
   * A global pattern. The group `secret`, or else the whole match, is what must be hidden. Every repetition is bounded.
   */
  pattern: RegExp;
  /** Every match contains one of these, in any case: searching for them is faster than the pattern. */
  hints: readonly string[];
}

/** The range of a secret in a text. */
export interface Found {
  what: string;
  class: Kind['class'];
  start: number;
  end: number;
}

/** Every match of a kind whose value `counts` accepts. `lower` is the text in lower case. */
export function* matches(
  { what, class: of, pattern, hints }: Kind,
  text: string,
  lower: string,
  counts: (value: string) => boolean,
): Generator<Found> {
  if (!hints.some((hint) => lower.includes(hint))) return;
  for (const match of text.matchAll(pattern)) {
    const within = match.groups?.secret;
    const value = within ?? match[0];
    if (within !== undefined && !counts(within)) continue;
    const start = match.index + match[0].lastIndexOf(value);
    yield { what, class: of, start, end: start + value.length };
  }
}
