import { shortAddress } from '../address.ts';
import { usedBehind } from '../behind.ts';
import { groupOf, groupState, isShownOutside, passedTogether } from '../groups.ts';
import {
  isDiskController,
  isGraphics,
  isInternal,
  isKeptForGuests,
  isManagement,
  isNetworkCard,
  isOnGraphicsCard,
  isUsbController,
  isVirtual,
} from '../kinds.ts';
import { isRefused, needsOfGroup } from '../needs/host-needs.ts';
import { listed, type Need } from '../needs/need.ts';
import { restOfCard } from '../needs/whole.ts';
import type { Facts, PciFunction } from '../schema.ts';
import { needLabels } from './labels.ts';

/** The best device of a kind for a guest. */
export interface Verdict {
  /** GPU, USB controller, network card, disk, HBA or accelerator. */
  kind: string;
  /** Its PCI address; null if the host needs each of them. */
  best: string | null;
  /** The rest of a graphics card, for the same guest. */
  along: string[];
  /** Why, in words. */
  reason: string;
  /** Whether something must be checked first. */
  unsure: boolean;
}

type Is = (facts: Facts, fn: PciFunction) => boolean;
const hba = /^(0104|0107|0100|0c04)/;

/** In the order in which people look for them. */
const kinds: [string, Is][] = [
  ['GPU', (facts, fn) => isGraphics(fn) && !isManagement(facts, fn) && !isOnGraphicsCard(facts, fn)],
  ['accelerator', (_, fn) => /^(12|0b40)/.test(fn.class) && !isInternal(fn)],
  ['USB controller', (facts, fn) => isUsbController(fn) && !isOnGraphicsCard(facts, fn) && !isManagement(facts, fn)],
  ['network card', (_, fn) => isNetworkCard(fn)],
  ['HBA', (_, fn) => hba.test(fn.class)],
  ['disk controller', (_, fn) => isDiskController(fn) && !hba.test(fn.class)],
];

/** The best device of each kind that the machine has; `allowed` leaves out what else is needed. */
export function verdictOn(facts: Facts, allowed: (fn: PciFunction) => boolean = () => true): Verdict[] {
  if (groupState(facts) !== 'known') return [];
  return kinds.flatMap(([kind, is]) => {
    const all = (facts.pci ?? []).filter((fn) => is(facts, fn) && !isVirtual(facts, fn) && allowed(fn));
    return all.length === 0 ? [] : [verdictOf(facts, kind, all)];
  });
}

function verdictOf(facts: Facts, kind: string, all: readonly PciFunction[]): Verdict {
  const free = all.filter((fn) => groupOf(facts, fn.address) && !needsOfGroup(facts, fn.address).some(isRefused));
  const ranked = free.map((fn) => ({ fn, rank: rankOf(facts, fn) }));
  const [best] = ranked.sort((a, b) => a.rank - b.rank);
  if (!best) return { kind, best: null, along: [], reason: whyNone(facts, all), unsure: false };
  const along = restOfCard(facts, best.fn.address).filter(({ iommu_group }) => iommu_group !== null);
  const doubts = doubtsAbout(facts, best.fn);
  return {
    kind,
    best: best.fn.address,
    along: along.map(({ address }) => address),
    reason: [placeOf(facts, best.fn), ...doubts.slice(0, 1).map(({ detail }) => `but check first: ${detail}`)].join(
      '; ',
    ),
    unsure: doubts.length > 0,
  };
}

/** That a card is completed by --pick, and what is said of the whole listing, is no doubt about one device. */
const doubtsAbout = (facts: Facts, { address }: PciFunction): Need[] =>
  needsOfGroup(facts, address).filter(({ kind }) => kind !== 'split-card' && kind !== 'maybe-group');

/** What is kept for guests comes first, then what nothing stands against, in a small group, with nothing attached. */
function rankOf(facts: Facts, fn: PciFunction): number {
  const doubts = doubtsAbout(facts, fn).length;
  const others = passedTogether(facts, fn.address).length - 1;
  // The graphics of the processor is the one that a host can best keep.
  const integrated = isGraphics(fn) && /:00:[^:]*$/.test(fn.address) ? 50 : 0;
  return (
    (isKeptForGuests(fn) ? 0 : 1000) +
    integrated +
    doubts * 100 +
    others * 10 +
    Math.min(usedBehind(facts, fn.address).length, 9)
  );
}

function placeOf(facts: Facts, fn: PciFunction): string {
  const own = new Set([fn, ...restOfCard(facts, fn.address)].map(({ address }) => address));
  const others = passedTogether(facts, fn.address).filter(({ address }) => !own.has(address));
  const kept = isKeptForGuests(fn) ? `kept for guests already (${fn.driver}), and ` : '';
  if (others.length === 0) return `${kept}alone in its group`;
  const names =
    others.length > 3 ? `${others.length} other functions` : listed(others.map(({ address }) => shortAddress(address)));
  return `${kept}in a group with ${names}`;
}

function whyNone(facts: Facts, all: readonly PciFunction[]): string {
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
