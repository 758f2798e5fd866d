import { groupOf, groupState } from '../groups.ts';
import { isVirtual } from '../kinds.ts';
import { isRefused, needsOfGroup } from '../needs/host-needs.ts';
import type { Need, NeedKind } from '../needs/need.ts';
import type { Facts, PciFunction } from '../schema.ts';
import { type DeviceKind, deviceKinds, doubtsAbout, rankOf } from './ranks.ts';
import { placeOf, restOf, whyNone } from './reasons.ts';

/** The best device of a kind for a guest. */
export interface Verdict {
  /** GPU, USB controller, network card, disk, HBA or accelerator. */
  kind: DeviceKind;
  /** Its PCI address; null if the host needs each of them, or if it is unknown which of them it needs. */
  best: string | null;
  /** The rest of a graphics card, for the same guest. */
  along: string[];
  /** Where it is unknown which of several the host needs: those that may go, the likeliest first. */
  candidates: string[];
  /** Why, in words. */
  reason: string;
  /** Whether something must be checked first. */
  unsure: boolean;
}

/** The best device of each kind that the machine has; `allowed` leaves out what else is needed. */
export function verdictOn(facts: Facts, allowed: (fn: PciFunction) => boolean = () => true): Verdict[] {
  if (groupState(facts) !== 'known') return [];
  return deviceKinds.flatMap(([kind, is]) => {
    const all = (facts.pci ?? []).filter((fn) => is(facts, fn) && !isVirtual(facts, fn) && allowed(fn));
    return all.length === 0 ? [] : [verdictOf(facts, kind, all)];
  });
}

function verdictOf(facts: Facts, kind: DeviceKind, all: readonly PciFunction[]): Verdict {
  const ranked = all
    .filter((fn) => groupOf(facts, fn.address) && !needsOfGroup(facts, fn.address).some(isRefused))
    .map((fn) => ({ fn, ...rankOf(facts, fn) }))
    .sort((a, b) => a.rank - b.rank);
  const [best] = ranked;
  if (!best) return { kind, best: null, along: [], candidates: [], reason: whyNone(facts, all), unsure: false };
  const doubts = doubtsAbout(facts, best.fn);
  const open = doubts.find(isOpen);
  const alike = ranked.filter(({ fn, tier }) => tier === best.tier && doubtsAbout(facts, fn).some(isOpen));
  // Of one discrete card and the graphics of the processor, the card is the one to give away.
  const isOnlyChoice = open?.kind === 'maybe-boot-display' && alike.length === 1;
  if (open && !isOnlyChoice) {
    // A group goes as a whole, so one of its functions stands for it.
    const candidates = alike
      .filter(({ fn }, index) => alike.findIndex((other) => other.fn.iommu_group === fn.iommu_group) === index)
      .map(({ fn }) => fn.address);
    return { kind, best: null, along: [], candidates, reason: open.detail, unsure: true };
  }
  return {
    kind,
    best: best.fn.address,
    along: restOf(facts, best.fn).map(({ address }) => address),
    candidates: [],
    reason: [placeOf(facts, best.fn, best.tier), ...firstDoubt(doubts)].join('; '),
    unsure: doubts.length > 0,
  };
}

const firstDoubt = (doubts: readonly Need[]) => doubts.slice(0, 1).map(({ detail }) => `but check first: ${detail}`);

/** The host needs one of several, and which of them is not known: none of them is the best then. */
const openKinds = new Set<NeedKind>(['maybe-system-disk', 'maybe-network-card', 'maybe-boot-display', 'maybe-usb']);
const isOpen = ({ kind }: Need): boolean => openKinds.has(kind);
