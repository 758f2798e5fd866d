import { isBridge } from '../../machine/kinds.ts';
import { fillers, type Model, modelsFor } from './models.ts';
import { assignPlaces, type Place } from './places.ts';
import type { Slots } from './slots.ts';
import type { Wanted } from './wanted.ts';

/** The substitute for a device in the virtual machine. */
export interface StandIn {
  for: Wanted;
  address: string;
  model: string;
  id: string;
  class: string;
  /** Whether it is of the same kind. */
  alike: boolean;
  /** The driver that binds it in a medium's initramfs. */
  early?: string | undefined;
}

export interface StandIns {
  all: StandIn[];
  /** First functions of cards of which the profile passes only others through. */
  fillers: { address: string; id: string; class: string }[];
  /** Devices without a substitute. */
  missing: { for: Wanted; why: string }[];
  /** QEMU's arguments: root ports, substitutes, fillers. */
  words: string[];
}

/**
 * Ids of the virtual machine's own devices, such as AHCI and virtio. A profile that passes all devices with such an id
 * through would include them.
 */
const own = (id: string) => id === '8086:2922' || id.startsWith('1af4:');

/** Finds a substitute for every device, at the original address if possible. */
export function standInsFor(wanted: readonly Wanted[], available: ReadonlySet<string>, slots: Slots): StandIns {
  const chosen: { for: Wanted; model: Model; alike: boolean }[] = [];
  const missing: StandIns['missing'] = [];
  // Devices selected by id come first: no other device may have one of these ids.
  const claimed = new Map<string, Model>();
  for (const each of [...wanted].sort((a, b) => Number(b.byId) - Number(a.byId))) {
    const found = isBridge(each) ? undefined : choose(each, available, claimed);
    if (found) chosen.push({ for: each, ...found });
    else missing.push({ for: each, why: whyMissing(each) });
  }
  chosen.sort((a, b) => wanted.indexOf(a.for) - wanted.indexOf(b.for));
  const { places, words } = assignPlaces(
    chosen.map((each) => each.for.address),
    slots,
  );
  const filler = fillers.find(({ model }) => available.has(model)) ?? fillers[0]!;
  const filled = withoutFirst(places);
  return {
    fillers: filled.map(({ address }) => ({ address, id: filler.id, class: filler.class.padEnd(6, '0') })),
    all: chosen.map(({ for: device, model, alike }, index) => ({
      for: device,
      address: places[index]!.address,
      model: model.model,
      id: model.id,
      class: model.class.padEnd(6, '0'),
      alike,
      early: model.early,
    })),
    missing,
    words: [
      ...words,
      ...chosen.flatMap(({ model }, index) => deviceWords(model, places[index]!, `standin${index}`)),
      ...filled.flatMap((place, index) => deviceWords(filler, place, `filler${index}`)),
    ],
  };
}

function choose(wanted: Wanted, available: ReadonlySet<string>, claimed: Map<string, Model>) {
  const candidates = modelsFor(wanted.class).filter(({ model }) => available.has(model.model));
  if (!wanted.byId || wanted.id === null) {
    const ids = new Set([...claimed.values()].map(({ id }) => id));
    return candidates.find(({ model }) => !ids.has(model.id));
  }
  const same = claimed.get(wanted.id);
  if (same) return { model: same, alike: candidates.some(({ model, alike }) => model === same && alike) };
  const used = new Set([...claimed.values()].map(({ id }) => id));
  const found = candidates.find(({ model }) => !used.has(model.id) && !own(model.id));
  if (found) claimed.set(wanted.id, found.model);
  return found;
}

function whyMissing(wanted: Wanted): string {
  if (isBridge(wanted)) return 'the address of a bridge depends on what is attached to it';
  return 'QEMU has no device left to substitute it with an id of its own';
}

function deviceWords({ model, words }: Model, { bus, at, several }: Place, id: string): string[] {
  const serial = model === 'nvme' ? [`serial=${id}`] : [];
  const more = words ? [words] : [];
  const multifunction = several ? ['multifunction=on'] : [];
  return ['-device', [model, `id=${id}`, `bus=${bus}`, `addr=${at}`, ...multifunction, ...serial, ...more].join(',')];
}

/** The first functions of cards with several: without function 0 the kernel does not look for the others. */
function withoutFirst(places: readonly Place[]): Place[] {
  const cards = new Map<string, Place[]>();
  for (const place of places) {
    const card = place.address.slice(0, -2);
    cards.set(card, [...(cards.get(card) ?? []), place]);
  }
  return [...cards].flatMap(([card, functions]) =>
    functions.some(({ address }) => address.endsWith('.0'))
      ? []
      : [{ ...functions[0]!, address: `${card}.0`, at: `${functions[0]!.at.split('.')[0]}.0`, several: true }],
  );
}
