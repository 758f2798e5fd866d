import type { Slots } from './slots.ts';

/** The place of a device: the address that the guest sees, and QEMU's arguments for it. */
export interface Place {
  address: string;
  bus: string;
  at: string;
  /** Whether its slot has other functions too. */
  several: boolean;
}

/** As many root ports as fit into four slots. Firmware numbers their buses in order, from 1. */
const mostBuses = 32;

interface Parts {
  domain: string;
  bus: number;
  slot: number;
  function: number;
}

function partsOf(address: string): Parts {
  const match = /^(\w+):(\w+):(\w+)\.(\w)$/.exec(address)!;
  const [, domain = '', bus = '', slot = '', fn = ''] = match;
  return { domain, bus: Number.parseInt(bus, 16), slot: Number.parseInt(slot, 16), function: Number(fn) };
}

const hexadecimal = (value: number) => value.toString(16).padStart(2, '0');

/**
 * Puts devices at the wanted addresses; the functions of one card stay together. A device without a wanted address goes
 * next to the last one on the first bus. On the first bus any slot that q35 leaves free is possible; a root port has
 * one card, in slot 0.
 */
export function assignPlaces(
  addresses: readonly (string | null)[],
  slots: Slots,
): { places: Place[]; words: string[] } {
  const cards = new Map<string, { bus: number; slot: number; functions: Set<number> }>();
  const asked = addresses.map((address) => (address === null ? undefined : partsOf(address)));
  const kept = asked.filter((parts) => parts !== undefined);
  const key = ({ domain, bus, slot }: Parts) => `${domain}:${bus}:${slot}`;

  // First those that keep their address, so that nothing else gets their slots.
  for (const parts of kept) {
    if (cards.has(key(parts)) || parts.domain !== '0000') continue;
    const here = parts.bus === 0 ? slots.take(parts.slot) !== undefined : parts.bus <= mostBuses && parts.slot === 0;
    if (here) cards.set(key(parts), { bus: parts.bus, slot: parts.slot, functions: new Set() });
  }
  const last = Math.max(0, ...[...cards.values()].map(({ bus }) => bus));
  const ports = rootPorts(last, slots);
  const staying = new Set(cards.values());
  for (const parts of kept) {
    if (!cards.has(key(parts))) cards.set(key(parts), { bus: 0, slot: takeAny(slots), functions: new Set() });
    const card = cards.get(key(parts))!;
    if (staying.has(card)) card.functions.add(parts.function);
  }

  const placed = asked.map((parts) => {
    const card = parts ? cards.get(key(parts))! : roomiest(cards, slots);
    if (parts && staying.has(card)) return { card, function: parts.function };
    const free = [0, 1, 2, 3, 4, 5, 6, 7].find((each) => !card.functions.has(each))!;
    card.functions.add(free);
    return { card, function: free };
  });
  const places = placed.map(({ card, function: fn }) => ({
    address: `0000:${hexadecimal(card.bus)}:${hexadecimal(card.slot)}.${fn}`,
    bus: card.bus === 0 ? 'pcie.0' : `port${card.bus}`,
    at: `${hexadecimal(card.slot)}.${fn}`,
    several: card.functions.size > 1 || !card.functions.has(0),
  }));
  return { places, words: ports };
}

/** Without hot-plugging the firmware reserves no bus numbers, so the next port gets the next one. */
function rootPorts(count: number, slots: Slots): string[] {
  const words: string[] = [];
  let slot = 0;
  for (let port = 0; port < count; port++) {
    if (port % 8 === 0) slot = takeAny(slots);
    const at = `${hexadecimal(slot)}.${port % 8}`;
    words.push(
      '-device',
      `pcie-root-port,id=port${port + 1},bus=pcie.0,addr=${at},multifunction=on,chassis=${port + 1},hotplug=off`,
    );
  }
  return words;
}

function takeAny(slots: Slots): number {
  const slot = slots.take();
  if (slot === undefined) throw new Error('the first bus is full');
  return slot;
}

/** A card on the first bus with a free function: the last one, or a new one. */
function roomiest(cards: Map<string, { bus: number; slot: number; functions: Set<number> }>, slots: Slots) {
  const found = [...cards.values()].reverse().find(({ bus, functions }) => bus === 0 && functions.size < 8);
  if (found) return found;
  const card = { bus: 0, slot: takeAny(slots), functions: new Set<number>() };
  cards.set(`new${cards.size}`, card);
  return card;
}
