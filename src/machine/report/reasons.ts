import { shortAddress } from '../address.ts';
import { restOfCard } from '../cards.ts';
import { isShownOutside, passedTogether } from '../groups.ts';
import { isGraphics, isKeptForGuests } from '../kinds.ts';
import { isRefused, needsOfGroup } from '../needs/host-needs.ts';
import { listed } from '../needs/need.ts';
import type { Facts, PciFunction } from '../schema.ts';
import { isRemovable } from '../thunderbolt.ts';
import { needLabels } from './labels.ts';
import type { Tier } from './ranks.ts';

/** The rest of a graphics card, for the same guest. */
export const restOf = (facts: Facts, fn: PciFunction): PciFunction[] =>
  isGraphics(fn) ? restOfCard(facts, fn.address) : [];

/** Where a device is, for people: alone, or with what. */
export function placeOf(facts: Facts, fn: PciFunction, tier: Tier): string {
  const own = new Set([fn, ...restOf(facts, fn)].map(({ address }) => address));
  const others = passedTogether(facts, fn.address).filter(({ address }) => !own.has(address));
  const names =
    others.length > 3 ? `${others.length} other functions` : listed(others.map(({ address }) => shortAddress(address)));
  const parts = [
    ...(isKeptForGuests(fn) ? [`kept for guests already (${fn.driver})`] : []),
    ...(tier === 'integrated' ? ["nothing better: it is the processor's own graphics"] : []),
    ...(isRemovable(facts, fn) ? ['behind Thunderbolt, so it can be unplugged'] : []),
    others.length === 0 ? 'alone in its group' : `in a group with ${names}`,
  ];
  return parts.length > 1 ? `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1)}` : parts.join();
}

export function whyNone(facts: Facts, all: readonly PciFunction[]): string {
  const reasons = all.map((fn) => {
    const need = needsOfGroup(facts, fn.address).find(isRefused);
    const place = need && need.address !== fn.address ? `${shortAddress(need.address)} of its group, ` : '';
    return need
      ? `${shortAddress(fn.address)} (${place}${needLabels[need.kind]})`
      : `${shortAddress(fn.address)} (${isShownOutside(facts, fn) ? 'no group' : 'group not shown'})`;
  });
  const shown = reasons.length > 3 ? [...reasons.slice(0, 3), `${reasons.length - 3} more`] : reasons;
  return `none can go: ${listed(shown)}`;
}
