import { slotOf } from './address.ts';
import { functionAt, functionsOfSlot, othersOfSlot } from './by-address.ts';
import { isShownOutside } from './groups.ts';
import { isBridge, isGraphics, isInternal, isVirtual, makerOf, sameMaker } from './kinds.ts';
import { perFacts } from './per-facts.ts';
import type { Facts, PciFunction } from './schema.ts';

/**
 * The graphics function of the card that a function is on, as sound and the USB-C port are: same slot, same vendor. In
 * an AMD processor the board's USB controllers share the slot with the graphics, but are 1022, and the graphics 1002.
 */
export const graphicsOf = (facts: Facts, { address }: Pick<PciFunction, 'address'>): PciFunction | undefined =>
  cards(facts).get(address);

/** Whether it is on a graphics card, but not the graphics itself. */
export const isOnGraphicsCard = (facts: Facts, fn: PciFunction): boolean => graphicsOf(facts, fn) !== undefined;

/** The other functions of the graphics card that a function belongs to, in any group. */
export function restOfCard(facts: Facts, address: string): PciFunction[] {
  const fn = functionAt(facts, address);
  if (!fn) return [];
  const main = graphicsOf(facts, fn) ?? fn;
  const whole = [main, ...(parts(facts).get(main.address) ?? [])];
  return whole.filter((other) => other.address !== address && !isShownOutside(facts, other));
}

/**
 * The other functions of a card, if nothing shows which group it is in: without access control (ACS) between its
 * functions, a card is in one group as a whole. The functions of AMD's processors and chipsets share a slot, too, but
 * are no card.
 */
export function mayShareGroup(facts: Facts, address: string): PciFunction[] {
  const fn = functionAt(facts, address);
  if (!fn || !isPartOfCard(facts, fn)) return [];
  const rest = new Set(restOfCard(facts, address).map((other) => other.address));
  return othersOfSlot(facts, address).filter(
    (other) => isPartOfCard(facts, other) && sameMaker(fn, other) && !rest.has(other.address),
  );
}

function isPartOfCard(facts: Facts, fn: PciFunction): boolean {
  if (fn.iommu_group !== null || isShownOutside(facts, fn)) return false;
  // On the first bus a slot is a part of the chipset.
  if (/:00:[^:]*$/.test(fn.address) || isBridge(fn) || isInternal(fn) || isVirtual(facts, fn)) return false;
  return !/^1022$|\[AMD\]$/.test(makerOf(fn) ?? '');
}

/** By address of a function on a graphics card: the graphics. */
const cards = perFacts((facts) => {
  const graphics = (facts.pci ?? []).filter((fn) => isGraphics(fn) && !isVirtual(facts, fn));
  const found = new Map<string, PciFunction>();
  for (const fn of facts.pci ?? []) {
    const main = isVirtual(facts, fn) ? undefined : (mainInSlot(facts, fn) ?? mainBehindSwitch(fn, graphics));
    if (main) found.set(fn.address, main);
  }
  return found;
});

const parts = perFacts((facts) => {
  const found = new Map<string, PciFunction[]>();
  for (const fn of facts.pci ?? []) {
    const main = graphicsOf(facts, fn);
    if (main) found.set(main.address, [...(found.get(main.address) ?? []), fn]);
  }
  return found;
});

/** Old cards have a second display function; the first one stands for the card. */
function mainInSlot(facts: Facts, fn: PciFunction): PciFunction | undefined {
  return functionsOfSlot(facts, slotOf(fn.address)).find(
    (other) =>
      other !== fn &&
      isGraphics(other) &&
      !isVirtual(facts, other) &&
      (!isGraphics(fn) || other.address < fn.address) &&
      sameMaker(fn, other),
  );
}

/** Sound of Intel's cards, which have a switch of their own with a port for each function. */
const soundBehindSwitch = /^8086:(4f9[0-2]|e2f7)$/;
const soundNames = /^Intel\b.*\b(DG2|Battlemage|Arc|Device (4f9[0-2]|e2f7))\b/;

function mainBehindSwitch(fn: PciFunction, graphics: readonly PciFunction[]): PciFunction | undefined {
  if (!fn.class.startsWith('0403')) return undefined;
  if (fn.id ? !soundBehindSwitch.test(fn.id) : !soundNames.test(fn.name ?? '')) return undefined;
  return graphics.find((other) => sameMaker(fn, other) && isBesides(fn, other));
}

/** Below the same switch; where the way is not known, on the bus after it, because Linux numbers depth first. */
function isBesides(fn: PciFunction, graphics: PciFunction): boolean {
  if (fn.bridges && graphics.bridges) return fn.bridges.length > 1 && fn.bridges.at(-2) === graphics.bridges.at(-2);
  const [domain, bus] = placeOf(fn);
  const [otherDomain, otherBus] = placeOf(graphics);
  return domain === otherDomain && bus === otherBus + 1;
}

function placeOf({ address }: PciFunction): [domain: string, bus: number] {
  const [domain = '', bus = ''] = address.split(':');
  return [domain, Number.parseInt(bus, 16)];
}
