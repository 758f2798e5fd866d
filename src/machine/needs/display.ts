import { shortAddress } from '../address.ts';
import { byAddress } from '../by-address.ts';
import { isDisputed } from '../disputed.ts';
import { isDriven, isExcerpt, isHostDisplay, isKeptForGuests, isManagement } from '../kinds.ts';
import { perFacts } from '../per-facts.ts';
import type { Facts, PciFunction } from '../schema.ts';
import { listed, type Need, type Taken } from './need.ts';

const displaysOf = perFacts((facts) => (facts.pci ?? []).filter((fn) => isHostDisplay(facts, fn)).sort(byAddress));

/** The display of the host. */
export function displayNeeds({ facts, functions, addresses }: Taken): Need[] {
  const displays = displaysOf(facts);
  const left = displays.filter(({ address }) => !addresses.has(address));
  return functions
    .filter((fn) => displays.includes(fn))
    .flatMap((fn) => [
      ...bootDisplay(displays, fn),
      ...maybeDisplay(facts, fn, left),
      ...lastDisplay(facts, fn, left, displays.length - left.length),
    ]);
}

/**
 * The display with a screen is the one that people see (connector status in sysfs, and boot_display since Linux 6.18);
 * boot_vga is only the one that the firmware made the legacy VGA device.
 */
function bootDisplay(
  displays: readonly PciFunction[],
  { address, boot_vga, boot_display, screen }: PciFunction,
): Need[] {
  const known = displays.some((fn) => fn.screen || fn.boot_display);
  const is = known ? screen || boot_display : boot_vga;
  const detail = screen ? 'a screen is connected to it' : 'it shows the firmware setup and the boot messages';
  return is ? [need('boot-display', address, 'measured', detail)] : [];
}

/** Whether the facts say which display shows the boot messages or has a screen; listings do not. */
export const isDisplayKnown = perFacts((facts): boolean =>
  displaysOf(facts).some((fn) => fn.boot_vga !== null || fn.boot_display !== null || fn.screen !== null),
);

/** The firmware chooses one of several displays; a server's board shows its console on the management controller's. */
function maybeDisplay(facts: Facts, fn: PciFunction, left: readonly PciFunction[]): Need[] {
  const possible = displaysOf(facts).filter((other) => isDriven(other) !== false);
  const isOpen = possible.includes(fn) && left.some((other) => possible.includes(other));
  if (!isOpen || isDisplayKnown(facts) || possible.some((other) => isManagement(facts, other))) return [];
  const names = possible.map(({ address }) => shortAddress(address));
  const detail = `it is unknown on which display the host shows its console, ${names.join(' or ')}`;
  return [need('maybe-boot-display', fn.address, 'inferred', detail)];
}

/** A display without a driver shows no picture now, though the new host may have a driver for it. */
function lastDisplay(facts: Facts, fn: PciFunction, left: readonly PciFunction[], going: number): Need[] {
  if (left.some((other) => isDriven(other) !== false && !isDisputed(other))) return [];
  if (isExcerpt(facts)) {
    const detail = 'the listing shows only part of the machine, and no other display that the host drives';
    return isKeptForGuests(fn) ? [] : [need('only-display', fn.address, 'inferred', detail)];
  }
  // The firmware's picture needs no driver, so the only display is needed without one too.
  if (left.length > 0 && isDriven(fn) === false) return [];
  const measured = facts.pci?.some(({ boot_vga }) => boot_vga !== null) ? 'measured' : 'inferred';
  const others = listed(left.map(({ address }) => shortAddress(address)));
  const state = left.some(isDisputed)
    ? 'may be another one now'
    : left.length > 1
      ? 'have no driver now'
      : 'has no driver now';
  const detail =
    left.length === 0
      ? `it is ${going > 1 ? 'one of the last displays' : 'the last display'} that the host has`
      : `it is the last display that the host drives; ${others} ${state}, so see first that ${left.length > 1 ? 'they show' : 'it shows'} a picture`;
  return [need('only-display', fn.address, measured, detail)];
}

const need = (kind: Need['kind'], address: string, confidence: Need['confidence'], detail: string): Need => ({
  kind,
  address,
  confidence,
  detail,
});
