type Guest = Record<string, unknown>;
export type Guests = Record<string, Guest>;

/** Everything in the lists of one key of all guests. */
export function listed(vms: Guests, key: string): Record<string, unknown>[] {
  return Object.values(vms).flatMap((guest) => {
    const list = guest[key];
    return Array.isArray(list)
      ? list.map((each) => (typeof each === 'object' && each !== null ? each : { is: each }))
      : [];
  });
}

/** The different texts under a key of a list's items. */
export function texts(items: readonly Record<string, unknown>[], key: string): string[] {
  return [...new Set(items.map((each) => each[key]))].filter((each): each is string => typeof each === 'string');
}
