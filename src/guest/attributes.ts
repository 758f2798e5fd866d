/** Attributes of an element by their names in libvirt; undefined ones are left out. */
export type Attributes = Record<string, string | number | undefined>;

/** The attributes, or undefined if there are none, so that a template can omit the element. */
export function attributes(values: Attributes): Attributes | undefined {
  return Object.values(values).some((value) => value !== undefined) ? values : undefined;
}

export function onOff(value: boolean | undefined): 'on' | 'off' | undefined {
  return value === undefined ? undefined : value ? 'on' : 'off';
}

export function yesNo(value: boolean | undefined): 'yes' | 'no' | undefined {
  return value === undefined ? undefined : value ? 'yes' : 'no';
}

/** Whether an element has anything inside. */
export function any(...inner: unknown[]): boolean {
  return inner.some((each) => (Array.isArray(each) ? each.length > 0 : each !== undefined));
}

/** A value or a list of values, as a list; `none` is an empty list. */
export function listOf<T>(value: T | T[] | 'none' | undefined): Exclude<T, 'none'>[] {
  const all = Array.isArray(value) ? value : [value];
  return all.filter((each): each is Exclude<T, 'none'> => each !== undefined && each !== 'none');
}
