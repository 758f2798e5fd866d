import { shortAddress } from '../address.ts';
import { mayShareGroup, restOfCard } from '../cards.ts';
import { passedTogether, ungrouped } from '../groups.ts';
import { isBridge, isInternal, isKnown } from '../kinds.ts';
import type { PciFunction } from '../schema.ts';
import { listed, type Need, type Question, type Taken } from './need.ts';

/** A card goes whole: its functions may be in groups of their own, or in groups that are not known. */
export const cardNeeds: Question = ({ facts, functions, addresses }) => {
  const told = new Set<string>();
  return functions.flatMap(({ address }) => {
    const apart = (others: PciFunction[]) => {
      const left = others.filter((fn) => !addresses.has(fn.address));
      const isTold = others.some((fn) => told.has(fn.address));
      return isTold ? [] : left.map((fn) => fn.address);
    };
    const rest = apart(restOfCard(facts, address));
    const mates = apart(mayShareGroup(facts, address));
    if (rest.length > 0 || mates.length > 0) told.add(address);
    return [
      ...(rest.length > 0 ? [inferred('split-card', address, `goes without ${onCard(rest)}`)] : []),
      ...(mates.length > 0
        ? [inferred('split-card', address, `goes without ${onCard(mates)} and may be in the same group`)]
        : []),
    ];
  });
};

const onCard = (addresses: readonly string[]) =>
  `${listed(addresses)}, which ${addresses.length > 1 ? 'are' : 'is'} on the same card`;

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
