import { cardsBehind } from '../behind.ts';
import { isDriven, isExcerpt, isNetworkCard, isVirtual, isWired, knowsDrivers } from '../kinds.ts';
import type { Need, Taken } from './need.ts';

/** The way to the network: the default route where it is known, and at least one card that is left. */
export function networkNeeds({ facts, functions, addresses }: Taken): Need[] {
  const routed = functions.flatMap(({ address }) =>
    cardsBehind(facts, address)
      .filter(({ default_route }) => default_route)
      .map(({ name }) => ({
        kind: 'default-route' as const,
        address,
        confidence: 'measured' as const,
        detail: `the default route goes through ${name}`,
      })),
  );
  // Where the route is known, it alone says what the host cannot do without.
  if (facts.nics?.some(({ default_route }) => default_route) || isExcerpt(facts)) return routed;

  const cards = (facts.pci ?? []).filter((fn) => isNetworkCard(fn) && isDriven(facts, fn) && !isVirtual(fn));
  const left = cards.filter(({ address }) => !addresses.has(address));
  if (left.some(isWired)) return routed;
  const going = cards.filter((fn) => addresses.has(fn.address) && (isWired(fn) || left.length === 0));
  const which = cards.length === 1 ? 'the only network card' : 'the last network card';
  const owner = knowsDrivers(facts) ? 'host still drives' : 'machine has';
  return going.map(({ address }) => ({
    kind: left.length === 0 ? ('only-network-card' as const) : ('only-wired-card' as const),
    address,
    confidence: 'inferred' as const,
    detail:
      left.length === 0
        ? `it is ${which} that the ${owner}`
        : `it is the last wired network card that the ${owner}; only wireless ones are left`,
  }));
}
