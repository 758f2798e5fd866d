/** The most similar known word, if it is similar enough for a typing error. */
export function closest(word: string, known: readonly string[]): string | undefined {
  return closestOnes(word, known, 1)[0];
}

/** The known key that was most probably meant: a similar one, or one that begins alike, such as passthrough for passthru. */
export function closestKey(key: string, known: readonly string[]): string | undefined {
  return closest(key, known) ?? known.find((candidate) => beginAlike(key.toLowerCase(), candidate));
}

function beginAlike(a: string, b: string): boolean {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  return same >= 5 && same >= a.length / 2 && same >= b.length / 2;
}

/** The most similar known words, the best first. */
export function closestOnes(word: string, known: readonly string[], most: number): string[] {
  const written = word.toLowerCase();
  const enough = Math.max(1, Math.floor(word.length / 3));
  return (
    known
      // The distance is at least the difference of the lengths.
      .filter((candidate) => Math.abs(candidate.length - word.length) <= enough)
      .map((candidate) => ({ candidate, distance: editDistance(written, candidate.toLowerCase()) }))
      .filter(({ distance }) => distance <= enough)
      .sort((a, b) => a.distance - b.distance)
      .slice(0, most)
      .map(({ candidate }) => candidate)
  );
}

/** Whether a single character makes the difference. */
export const isOneSlip = (word: string, other: string): boolean =>
  editDistance(word.toLowerCase(), other.toLowerCase()) <= 1;

/** The Levenshtein distance, with a swap of neighbours counting as one. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 10 || a.length > 64) return 99;
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, older[j - 2]! + 1);
    }
    older = previous;
    previous = row;
  }
  return previous[b.length]!;
}
