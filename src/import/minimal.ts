import { decide, many, type Slot } from './minimal-many.ts';

/** Whether a guest still renders to the same definition. */
export type Same = (guest: Record<string, unknown>) => boolean;

/** Shorter forms of a value: the value of its only key, its only item, or a keyword. */
function shorter(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.length === 1 ? [...shorter(value[0]), value[0]] : [];
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  const whole = 'path' in value ? [value.path] : 'model' in value ? [value.model] : [];
  const only = entries.length === 1 ? [entries[0]?.[1]] : [];
  return [...only, ...whole, true, 'guest_agent', 'spicevmc', 'auto', 'emulated'].filter((each) => each !== undefined);
}

/** All slots in some lists or objects. */
const slotsIn = (holders: Slot['holder'][]): Slot[] =>
  holders.flatMap((holder) =>
    [...(Array.isArray(holder) ? holder.keys() : Object.keys(holder))].map((key) => ({ holder, key })),
  );

/** Items of lists together, and the slots of each key of objects. */
function byKey(slots: Slot[]): Slot[][] {
  const groups = new Map<string, Slot[]>();
  for (const slot of slots) {
    const key = Array.isArray(slot.holder) ? '' : String(slot.key);
    const group = groups.get(key);
    if (group) group.push(slot);
    else groups.set(key, [slot]);
  }
  return [...groups.values()];
}

const removed = (): undefined => undefined;

/** Gives slots another value, or none, and undoes that if the guest is not the same then. */
function changing(value: (slot: Slot) => unknown, still: () => boolean) {
  return (slots: readonly Slot[]): boolean => {
    const before = slots.map(({ holder, key }) => holder[key]);
    for (const slot of slots) {
      const next = value(slot);
      if (next === undefined) delete slot.holder[slot.key];
      else slot.holder[slot.key] = next;
    }
    if (still()) return true;
    for (const [index, { holder, key }] of slots.entries()) holder[key] = before[index];
    return false;
  };
}

/** Each try renders the whole guest, so shortening stops after this many; earlier for a guest of many devices. */
const mostTries = 4000;
const usualDevices = 40;

function triesFor(guest: Record<string, unknown>): number {
  const devices = Object.values(guest).reduce<number>((sum, each) => sum + (Array.isArray(each) ? each.length : 0), 0);
  return (mostTries * usualDevices) / Math.max(usualDevices, devices);
}

/**
 * The guest without its defaults: each key is left out, and each long form replaced by a shorter one, if
 * the guest then still says the same.
 */
export function minimal(guest: Record<string, unknown>, same: Same): Record<string, unknown> {
  const whole = structuredClone(guest);
  const most = triesFor(guest);
  let tries = 0;
  const still = () => ++tries <= most && same(whole);
  const visit = (holder: Record<string | number, unknown>, key: string | number): void => {
    const value = holder[key];
    if (!Array.isArray(holder)) {
      delete holder[key];
      if (still()) return;
      holder[key] = value;
    }
    if (Array.isArray(value) && value.length > many) visitMany(slotsIn([value as unknown as Slot['holder']]));
    else if (typeof value === 'object' && value !== null) {
      for (const inner of Array.isArray(value) ? value.keys() : Object.keys(value))
        visit(value as typeof holder, inner);
    }
    shorten(holder, key);
  };
  /** The same for many slots at once: those of the items of a long list. */
  const visitMany = (slots: Slot[]): void => {
    const keys = slots.filter(({ holder }) => !Array.isArray(holder));
    const stay = new Set([...slots.filter((slot) => !keys.includes(slot)), ...decide(keys, changing(removed, still))]);
    const left = slots.filter((slot) => stay.has(slot));
    const values = left.map(({ holder, key }) => holder[key]).filter((value) => typeof value === 'object' && value);
    for (const inner of byKey(slotsIn(values as Slot['holder'][]))) visitMany(inner);
    let open = left.map((slot) => ({ ...slot, candidates: shorter(slot.holder[slot.key]) }));
    for (let turn = 0; open.length > 0; turn++) {
      open = open.filter(({ candidates }) => turn < candidates.length);
      const next = new Map(open.map((slot) => [slot as Slot, slot.candidates[turn]]));
      const failed = new Set<Slot>(
        decide(
          open,
          changing((slot) => next.get(slot), still),
        ),
      );
      open = open.filter((slot) => failed.has(slot));
    }
  };
  const shorten = (holder: Record<string | number, unknown>, key: string | number): void => {
    const value = holder[key];
    for (const candidate of shorter(value)) {
      holder[key] = candidate;
      if (still()) return;
    }
    holder[key] = value;
  };
  // os_variant decides the defaults of the other keys, so it stays until they are done.
  for (const key of Object.keys(whole)) if (key !== 'os_variant') visit(whole, key);
  dropControllers(whole, still);
  return inOrder(whole, guest);
}

/** Removes controllers that libvirt adds anyway. */
function dropControllers(whole: Record<string, unknown>, still: () => boolean): void {
  for (const kind of controllerTypes(whole)) {
    const before = whole.controllers as { type: string }[];
    const rest = before.filter(({ type }) => type !== kind);
    if (rest.length === before.length) continue;
    if (rest.length > 0) whole.controllers = rest;
    else delete whole.controllers;
    if (!still()) whole.controllers = before;
  }
}

function controllerTypes({ controllers }: Record<string, unknown>): string[] {
  return Array.isArray(controllers) ? [...new Set(controllers.map(({ type }) => type))] : [];
}

/** Keys that were taken out and put back are last; this restores their order. */
function inOrder<T>(value: T, like: unknown): T {
  if (Array.isArray(value)) {
    return value.map((each, index) => inOrder(each, Array.isArray(like) ? like[index] : undefined)) as T;
  }
  if (typeof value !== 'object' || value === null || typeof like !== 'object' || like === null) return value;
  const entries = Object.entries(value);
  const place = new Map(Object.keys(like).map((key, index) => [key, index]));
  entries.sort(([a], [b]) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, inOrder(inner, (like as Record<string, unknown>)[key])]),
  ) as T;
}
