import { shortAddress } from '../address.ts';
import { busesOf, usbBehind, usedBehind } from '../behind.ts';
import { othersOfId } from '../by-address.ts';
import { graphicsOf, isOnGraphicsCard, restOfCard } from '../cards.ts';
import { canBeReset, groupOf, passedTogether } from '../groups.ts';
import {
  isBridge,
  isChipset,
  isDriven,
  isGraphics,
  isHostDisplay,
  isInternal,
  isIommu,
  isKeptForGuests,
  isManagement,
  isUsbController,
  isVirtual,
} from '../kinds.ts';
import { needsOf } from '../needs/host-needs.ts';
import { listed } from '../needs/need.ts';
import { resetWith } from '../resets.ts';
import type { Facts, PciFunction } from '../schema.ts';
import { placement } from './placement.ts';

const short = (functions: readonly PciFunction[]) => listed(functions.map(({ address }) => shortAddress(address)));

/** Notes about a function for a user who wants to pass it through, in addition to what the host needs it for. */
export function notesOn(facts: Facts, fn: PciFunction): string[] {
  if (isBridge(fn) || isChipset(fn) || isIommu(fn) || isInternal(fn)) return [];
  return [
    ...(isKeptForGuests(fn) ? [`kept for guests already (${fn.driver})`] : []),
    ...graphicsCard(facts, fn),
    ...sameId(facts, fn),
    ...(fn.mdev_types?.length ? ['guests can share it as mediated devices, as long as it stays with the host'] : []),
    ...resetting(facts, fn),
    ...ports(facts, fn),
    ...placement(facts, fn),
  ];
}

function graphicsCard(facts: Facts, fn: PciFunction): string[] {
  if (isVirtual(facts, fn)) return [];
  const card = graphicsOf(facts, fn);
  if (card) return [`part of the graphics card ${shortAddress(card.address)}; give both to the same guest`];
  return isGraphics(fn) ? [...displaysLeft(facts, fn), ...restElsewhere(facts, fn)] : [];
}

/** The displays that the host has left if this one is passed through. */
function displaysLeft(facts: Facts, fn: PciFunction): string[] {
  if (!isHostDisplay(facts, fn) || isManagement(facts, fn)) return [];
  const going = new Set(passedTogether(facts, fn.address).map(({ address }) => address));
  const left = (facts.pci ?? []).filter(
    (other) => isHostDisplay(facts, other) && isDriven(other) !== false && !going.has(other.address),
  );
  return left.length > 0 ? [`without it the host uses the display of ${short(left)}`] : [];
}

function restElsewhere(facts: Facts, fn: PciFunction): string[] {
  const apart = restOfCard(facts, fn.address).filter((other) => other.iommu_group !== fn.iommu_group);
  return apart.map(({ address, iommu_group }) => {
    const group = iommu_group === null ? 'a group that is not shown' : `group ${iommu_group}`;
    return `${shortAddress(address)} is on the same card, in ${group}: give both to the same guest`;
  });
}

function sameId(facts: Facts, fn: PciFunction): string[] {
  const others = othersOfId(facts, fn.address).filter((other) => !isBridge(other));
  if (others.length === 0) return [];
  const shown = others.length > 4 ? `${others.length} others` : short(others);
  return [`same id as ${shown}: select it by its address`];
}

/** A function without a reset of its own is reset with its slot, with the bus, or not at all. */
function resetting(facts: Facts, fn: PciFunction): string[] {
  if (canBeReset(fn) !== false) {
    // af_flr is the same for functions of the old bus; some devices have one of their own.
    const flr = fn.resets ? fn.resets.some((each) => /^(flr|af_flr|device_specific)$/.test(each)) : fn.flr;
    return flr === false ? [`no function level reset${fn.resets ? `: it is reset by ${listed(fn.resets)}` : ''}`] : [];
  }
  const with_ = resetWith(facts, fn);
  return [
    with_
      ? `no reset of its own: it is reset together with ${shortAddress(with_.address)}`
      : 'no reset method: it may stay in an undefined state when its guest restarts',
  ];
}

function ports(facts: Facts, fn: PciFunction): string[] {
  if (fn.class.startsWith('0c03') && !isUsbController(fn)) return ["Thunderbolt's own interface, without USB ports"];
  if (!isUsbController(fn) || isOnGraphicsCard(facts, fn) || isKeptForGuests(fn)) return [];
  if (busesOf(facts, fn.address).length === 0 || usedBehind(facts, fn.address).length > 0) return [];
  const plugged = usbBehind(facts, fn.address).length > 0 ? 'only a hub' : 'nothing';
  const alone = groupOf(facts, fn.address)?.members.length === 1 && needsOf(facts, fn.address).length === 0;
  return [`${plugged} is plugged in${alone ? ', and it is alone in its group: a good candidate for a guest' : ''}`];
}
