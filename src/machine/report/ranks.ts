import { usedBehind } from '../behind.ts';
import { isOnGraphicsCard, restOfCard } from '../cards.ts';
import { isIntegrated } from '../graphics.ts';
import { passedTogether } from '../groups.ts';
import {
  isDiskController,
  isExcerpt,
  isGraphics,
  isInternal,
  isKeptForGuests,
  isManagement,
  isNetworkCard,
  isUsbController,
  isVmd,
  isWired,
} from '../kinds.ts';
import { isDisplayKnown } from '../needs/display.ts';
import { needsOfGroup } from '../needs/host-needs.ts';
import type { Need } from '../needs/need.ts';
import { likelySystemController } from '../needs/system-disk.ts';
import type { Facts, PciFunction } from '../schema.ts';

type Is = (facts: Facts, fn: PciFunction) => boolean;

/** Intel's VMD has the class of a RAID controller, but is a way to NVMe disks. */
const isHba: Is = (_, fn) => /^(0104|0107|0100|0c04)/.test(fn.class) && !isVmd(fn);

export type DeviceKind = 'GPU' | 'accelerator' | 'USB controller' | 'network card' | 'HBA' | 'disk controller';

/** In the order in which people look for them. */
export const deviceKinds: [DeviceKind, Is][] = [
  // The display of a management controller is refused, and that is why a server without cards has none.
  ['GPU', (facts, fn) => isGraphics(fn) && !isOnGraphicsCard(facts, fn)],
  ['accelerator', (_, fn) => /^(12|0b40)/.test(fn.class) && !isInternal(fn)],
  ['USB controller', (facts, fn) => isUsbController(fn) && !isOnGraphicsCard(facts, fn) && !isManagement(facts, fn)],
  ['network card', (_, fn) => isNetworkCard(fn)],
  ['HBA', isHba],
  ['disk controller', (facts, fn) => isDiskController(fn) && !isHba(facts, fn)],
];

/** That a card is completed by --pick, and what concerns the guest alone or the whole listing, is no doubt about it. */
const noDoubts = new Set<Need['kind']>(['split-card', 'maybe-group', 'removable']);

export const doubtsAbout = (facts: Facts, { address }: PciFunction): Need[] =>
  needsOfGroup(facts, address).filter(({ kind }) => !noDoubts.has(kind));

/**
 * What is kept for guests comes first, then what is the better one of its kind, then what nothing stands against, in a
 * small group; of USB controllers, one with something plugged in. What the host needs of that stands against it.
 */
export function rankOf(facts: Facts, fn: PciFunction): { rank: number; tier: Tier } {
  const tier = tierOf(facts, fn);
  const all = doubtsAbout(facts, fn);
  const doubts = all.filter(({ kind }) => !/display/.test(kind)).length;
  const isLast = all.some(({ kind }) => kind === 'only-wired-card');
  const own = new Set([fn, ...restOfCard(facts, fn.address)].map(({ address }) => address));
  const others = passedTogether(facts, fn.address).filter(({ address }) => !own.has(address)).length;
  const rank =
    (isKeptForGuests(fn) ? 0 : 1000) +
    tiers[tier] +
    (isLast || likelySystemController(facts) === fn ? 200 : 0) +
    doubts * 100 +
    others * 10 +
    (isUsbController(fn) && usedBehind(facts, fn.address).length === 0 ? 50 : 0);
  return { rank, tier };
}

/** A graphics card is better than the graphics of the processor, which the host can best keep; the host's display is last. */
const tiers = {
  good: 0,
  wireless: 50,
  'card with unknown display': 100,
  'integrated without display': 150,
  integrated: 500,
  'card of the display': 600,
  'integrated display': 700,
};
export type Tier = keyof typeof tiers;

function tierOf(facts: Facts, fn: PciFunction): Tier {
  if (isNetworkCard(fn)) return isWired(fn) ? 'good' : 'wireless';
  if (!isGraphics(fn) || isKeptForGuests(fn)) return 'good';
  const own = needsOfGroup(facts, fn.address).filter(({ address }) => address === fn.address);
  const isDisplay = own.some(({ kind }) => kind === 'boot-display' || kind === 'only-display');
  const isUnknown = own.some(({ kind }) => kind === 'maybe-boot-display');
  if (!isIntegrated(facts, fn))
    return isDisplay ? 'card of the display' : isUnknown ? 'card with unknown display' : 'good';
  if (isDisplay) return 'integrated display';
  return isUnknown || !isDisplayKnown(facts) || isExcerpt(facts) ? 'integrated' : 'integrated without display';
}
