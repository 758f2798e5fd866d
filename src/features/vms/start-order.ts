import type { Guest } from '../../host/guest.ts';

/** The agent starts the guests in the order of its table. */
export function startOrder(guests: [string, Guest][]): [string, Guest][] {
  const rank = ([, { start_order }]: [string, Guest]) => start_order ?? Number.POSITIVE_INFINITY;
  return [...guests].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}
