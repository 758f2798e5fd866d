import { shortAddress } from '../address.ts';
import { functionAt, othersOfSlot } from '../by-address.ts';
import { passedTogether, ungrouped } from '../groups.ts';
import { isBridge, isGraphics, isInternal, isKnown, isOnGraphicsCard, isVirtual } from '../kinds.ts';
import type { Facts, PciFunction } from '../schema.ts';
import { listed, type Need, type Question, type Taken } from './need.ts';

/** The other functions that belong to the card of a graphics function, in any group. */
export function restOfCard(facts: Facts, address: string): PciFunction[] {
  const fn = functionAt(facts, address);
  if (!fn || !isGraphics(fn) || isVirtual(facts, fn)) return [];
  return othersOfSlot(facts, address).filter((other) => isOnGraphicsCard(facts, other));
}

/** A graphics card goes whole: its sound and USB functions may be in groups of their own. */
export const cardNeeds: Question = ({ facts, functions, addresses }) =>
  functions.flatMap(({ address }) => {
    const apart = restOfCard(facts, address).filter((fn) => !addresses.has(fn.address) && fn.iommu_group !== null);
    const detail = `goes without ${listed(apart.map((fn) => fn.address))}, which is on the same card`;
    return apart.length === 0 ? [] : [inferred('split-card', address, detail)];
  });

/** Registers of the processor have their uses for the host alone; in a group with a device they go along. */
export const internalNeeds: Question = ({ facts, functions, given }) =>
  functions
    .filter((fn) => isInternal(fn) && (given.has(fn.address) || passedTogether(facts, fn.address).every(isInternal)))
    .map(({ address }) =>
      inferred('internal', address, 'a part of the processor or the chipset, of no use to a guest'),
    );

/** What the facts do not describe may be anything that the host needs. */
export const unknownNeeds: Question = ({ functions }) =>
  functions
    .filter((fn) => !isBridge(fn) && !isKnown(fn))
    .map(({ address }) => inferred('maybe-anything', address, 'the listing shows only its address'));

/** Which device goes is not known, nor with which others: the target would compare it with an id that may be wrong. */
export const disputedNeeds: Question = ({ functions }) =>
  functions.flatMap(({ address, disputed }) => {
    const what = (disputed ?? []).filter((each) => /^(id|class|group)$/.test(each));
    const reasons = [
      ...(what.length > 0 ? [`the listings do not agree on its ${listed(what)}`] : []),
      ...(disputed?.includes('presence') ? ['a list of all devices does not have it'] : []),
    ];
    return reasons.length === 0 ? [] : [inferred('disputed', address, listed(reasons))];
  });

/** Functions whose group is unknown may share that of what goes. */
export const groupNeeds: Question = ({ facts, functions, addresses }: Taken) => {
  const others = ungrouped(facts).filter(({ address }) => !addresses.has(address));
  const first = functions.find((fn) => fn.iommu_group !== null && !isBridge(fn));
  const names = others.slice(0, 4).map(({ address }) => shortAddress(address));
  const shown = others.length > 4 ? [...names, `${others.length - 4} more`] : names;
  if (!first || others.length === 0) return [];
  return [inferred('maybe-group', first.address, `the listing does not show the groups of ${listed(shown)}`)];
};

const inferred = (kind: Need['kind'], address: string, detail: string): Need => ({
  kind,
  address,
  confidence: 'inferred',
  detail,
});
