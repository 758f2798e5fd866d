import { shortAddress } from '../address.ts';
import { cardsBehind } from '../behind.ts';
import { isDisputed } from '../disputed.ts';
import { isDriven, isExcerpt, isNetworkCard, isUsbController, isVirtual, isWired, owner } from '../kinds.ts';
import { isManagementCard } from '../management-usb.ts';
import { perFacts } from '../per-facts.ts';
import type { Facts, NetworkCard, PciFunction } from '../schema.ts';
import { listed, type Need, type Question, type Taken } from './need.ts';

/** The host needs the card with the default route, if that is known, and at least one card. */
export const networkNeeds: Question = (taken) =>
  isRouteKnown(taken.facts) ? routeNeeds(taken) : [...routeNeeds(taken), ...lastCardNeeds(taken)];

const routeNeeds: Question = ({ facts, functions }) =>
  functions.flatMap(({ address }) =>
    cardsBehind(facts, address)
      .filter(({ default_route }) => default_route)
      .map(({ name }) => ({
        kind: 'default-route' as const,
        address,
        confidence: 'measured' as const,
        detail: `the default route uses ${name}`,
      })),
  );

/** If it is known where every card with a default route is, only these are essential. */
const isRouteKnown = ({ nics }: Facts) => arePlaced(nics?.filter(({ default_route }) => default_route));

const arePlaced = (cards: NetworkCard[] | undefined) =>
  Boolean(cards?.length) && cards!.every(({ controller }) => controller !== null);

function lastCardNeeds({ facts, addresses }: Taken): Need[] {
  const cards = cardsOf(facts);
  const wired = (fn: PciFunction) => (isNetworkCard(fn) ? isWired(fn) : onUsb(facts, fn).some(isWiredCard));
  const left = cards.filter((fn) => !addresses.has(fn.address) && !isDisputed(fn));
  const onlyWireless = !left.some(wired);
  const all = cards.filter((fn) => addresses.has(fn.address));
  const used = (fn: PciFunction) => cardsBehind(facts, fn.address).some(({ in_use }) => in_use);
  // Only wired cards and those in use count as the last ones, as long as any card is left.
  const going = all.filter((fn) => wired(fn) || left.length === 0 || used(fn));
  const last = going.length === 1 ? 'the last' : 'one of the last';
  const s = going.length === 1 ? '' : 's';
  const needed = (fn: PciFunction): Pick<Need, 'kind' | 'detail'>[] => {
    const known = usedNeed(facts, fn, addresses);
    if (known) return known;
    const is = isNetworkCard(fn) ? 'it is' : `${listed(onUsb(facts, fn).map(({ name }) => name))} on it is`;
    if (isExcerpt(facts))
      return [{ kind: 'maybe-network-card', detail: 'the listing shows only part of the machine, and no route' }];
    if (left.length === 0) {
      const which = cards.length === 1 ? 'the only network card' : `${last} network card${s}`;
      return [{ kind: 'only-network-card', detail: `${is} ${which} that the ${owner(facts)}` }];
    }
    if (onlyWireless && wired(fn)) {
      const detail = `${is} ${last} wired network card${s} that the ${owner(facts)}; only wireless ones are left`;
      return [{ kind: 'only-wired-card', detail }];
    }
    return isUnused(facts, fn) ? [] : [{ kind: 'maybe-network-card', detail: oneOf(cards) }];
  };
  return all.flatMap((fn) =>
    needed(fn).map((each) => ({ ...each, address: fn.address, confidence: 'inferred' as const })),
  );
}

/**
 * What a listing of addresses says, if no route is known: a card that leads to the host by an address is needed unless
 * another one stays, and one on which nothing is configured is not. Undefined if it says nothing about this card.
 */
function usedNeed(
  facts: Facts,
  fn: PciFunction,
  going: ReadonlySet<string>,
): Pick<Need, 'kind' | 'detail'>[] | undefined {
  const used = (facts.nics ?? []).filter(({ in_use }) => in_use);
  const own = cardsBehind(facts, fn.address);
  if (!arePlaced(used) || own.length === 0) return undefined;
  const names = listed(own.filter((card) => used.includes(card)).map(({ name }) => name));
  if (names === '') return own.every(({ in_use }) => in_use === false) ? [] : undefined;
  const others = used.filter(({ controller }) => controller !== null && !going.has(controller));
  const has = `${names} has an address of the host, or is part of a bridge or bond that has one`;
  if (others.length === 0) return [{ kind: 'only-network-card', detail: `${has}, and no other card that stays does` }];
  return [{ kind: 'maybe-network-card', detail: `${has}; so does ${listed(others.map(({ name }) => name))}` }];
}

/** Measured facts say of each card whether it has the default route. */
function isUnused(facts: Facts, { address }: PciFunction): boolean {
  const cards = cardsBehind(facts, address);
  return cards.length > 0 && cards.every(({ default_route }) => default_route === false);
}

function oneOf(cards: readonly PciFunction[]): string {
  const names = cards.map(({ address }) => shortAddress(address));
  return `it is unknown which network card the host uses, ${names.length > 6 ? `one of ${names.length}` : names.join(' or ')}`;
}

const cardsOf = perFacts((facts) => (facts.pci ?? []).filter((fn) => isCard(facts, fn)));

/** What may connect the host: a card or a USB controller with one, unless the host certainly does not drive it. */
function isCard(facts: Facts, fn: PciFunction): boolean {
  if (isDriven(fn) === false) return false;
  return isNetworkCard(fn) ? !isVirtual(facts, fn) : onUsb(facts, fn).length > 0;
}

/** USB network cards; only measured facts and reports contain them. */
const onUsb = (facts: Facts, fn: PciFunction): NetworkCard[] =>
  isUsbController(fn) ? cardsBehind(facts, fn.address).filter((card) => !isManagementCard(facts, card)) : [];

/** Linux names wireless cards wl… and ww… (systemd.net-naming-scheme), or wlan0. */
const isWiredCard = ({ name }: NetworkCard) => !/^w[lw]/.test(name);
