/** The first and the last line of a private key (RFC 7468, RFC 4716), without the dashes before them. */
const edges = /(BEGIN|END) [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?(?:-----)?/g;

/** A text with asterisks in place of private keys, also of those that are cut off at its start or end. */
export function withoutKeys(text: string): string {
  let [shown, at, open] = ['', 0, false];
  for (const {
    0: { length },
    1: edge,
    index,
  } of text.matchAll(edges)) {
    if (edge === 'BEGIN') {
      if (!open) shown += text.slice(at, index);
      open = true;
      continue;
    }
    shown += '********';
    at = index + length;
    open = false;
  }
  return open ? `${shown}********` : shown + text.slice(at);
}
