import { cardsBehind } from '../behind.ts';
import { isDriven, isExcerpt, isNetworkCard, isUsbController, isVirtual, isWired, knowsDrivers } from '../kinds.ts';
import type { Facts, PciFunction } from '../schema.ts';
import { listed, type Need, type Taken } from './need.ts';

/** The host needs the card with the default route, if that is known, and at least one card. */
export function networkNeeds({ facts, functions, addresses }: Taken): Need[] {
  const routed = functions.flatMap(({ address }) =>
    cardsBehind(facts, address)
      .filter(({ default_route }) => default_route)
      .map(({ name }) => ({
        kind: 'default-route' as const,
        address,
        confidence: 'measured' as const,
        detail: `the default route uses ${name}`,
      })),
  );
  // If the route is known, only its card is essential.
  if (facts.nics?.some(({ default_route }) => default_route) || isExcerpt(facts)) return routed;

  const cards = (facts.pci ?? []).filter(
    (fn) => isDriven(facts, fn) && ((isNetworkCard(fn) && !isVirtual(fn)) || onUsb(facts, fn).length > 0),
  );
  const wired = (fn: PciFunction) => (isNetworkCard(fn) ? isWired(fn) : onUsb(facts, fn).some(isWiredName));
  const left = cards.filter(({ address }) => !addresses.has(address));
  if (left.some(wired)) return routed;
  const going = cards.filter((fn) => addresses.has(fn.address) && (wired(fn) || left.length === 0));
  const alone = going.length === 1;
  const last = alone ? 'the last' : 'one of the last';
  const s = alone ? '' : 's';
  const which = cards.length === 1 ? 'the only network card' : `${last} network card${s}`;
  const owner = knowsDrivers(facts) ? 'host still drives' : 'machine has';
  return going.map((fn) => {
    const is = isNetworkCard(fn) ? 'it is' : `${listed(onUsb(facts, fn))} on it is`;
    return {
      kind: left.length === 0 ? ('only-network-card' as const) : ('only-wired-card' as const),
      address: fn.address,
      confidence: 'inferred' as const,
      detail:
        left.length === 0
          ? `${is} ${which} that the ${owner}`
          : `${is} ${last} wired network card${s} that the ${owner}; only wireless ones are left`,
    };
  });
}

/** USB network cards, by name; only measured facts and reports contain them. */
const onUsb = (facts: Facts, fn: PciFunction): string[] =>
  isUsbController(fn) ? cardsBehind(facts, fn.address).map(({ name }) => name) : [];

/** Linux names wireless cards wl… and ww… (systemd.net-naming-scheme), or wlan0. */
const isWiredName = (name: string) => !/^w[lw]/.test(name);
