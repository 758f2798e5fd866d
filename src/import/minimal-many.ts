/** A key of an object, or an index of a list, whose value may be changed. */
export interface Slot {
  holder: Record<string | number, unknown>;
  key: string | number;
}

/** Lists longer than this are decided by their samples. */
export const many = 16;
/** More values than this of one key are names, such as paths, and do not decide what its defaults are. */
const mostValues = 8;

/** Tries a change of some slots; undoes it and returns false if the guest is not the same then. */
type Attempt = (slots: readonly Slot[]) => boolean;

/**
 * Changes each slot where the guest stays the same, and returns the other slots. Every attempt renders the whole guest,
 * so slots of items that are alike are decided by three of them: otherwise the time would grow with the square of the
 * number of items.
 */
export function decide(slots: readonly Slot[], attempt: Attempt): Slot[] {
  return alike(slots).flatMap((group) => {
    const samples = group.length > many / 2 ? [group[0]!, group[group.length >> 1]!, group.at(-1)!] : group;
    const failed = samples.filter((slot) => !attempt([slot]));
    if (failed.length === samples.length) return group;
    const rest = group.filter((slot) => !samples.includes(slot));
    return [...failed, ...bisect(rest, attempt)];
  });
}

function bisect(slots: readonly Slot[], attempt: Attempt): Slot[] {
  if (slots.length === 0 || attempt(slots)) return [];
  if (slots.length === 1) return [...slots];
  const middle = slots.length >> 1;
  return [...bisect(slots.slice(0, middle), attempt), ...bisect(slots.slice(middle), attempt)];
}

/** Groups of slots whose items have the same keys with the same values, but for names. */
function alike(slots: readonly Slot[]): Slot[][] {
  const names = namesIn(slots);
  const groups = new Map<string, Slot[]>();
  for (const slot of slots) {
    const form = JSON.stringify(itemOf(slot), (key, value) => (names.has(key) ? '' : value));
    const group = groups.get(form);
    if (group) group.push(slot);
    else groups.set(form, [slot]);
  }
  return [...groups.values()];
}

/** An item of a list has no key of its own. */
const itemOf = ({ holder, key }: Slot): unknown => (Array.isArray(holder) ? holder[Number(key)] : holder);

function namesIn(slots: readonly Slot[]): Set<string> {
  const values = new Map<string, Set<unknown>>();
  for (const slot of slots) {
    JSON.stringify(itemOf(slot), (key, value) => {
      if (typeof value !== 'object') values.set(key, (values.get(key) ?? new Set()).add(value));
      return value;
    });
  }
  return new Set([...values].filter(([, found]) => found.size > mostValues).map(([key]) => key));
}
