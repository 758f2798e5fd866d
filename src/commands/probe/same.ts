import type { Facts } from '../../machine/schema.ts';

/**
 * Whether two measurements are of the same machine: a disk or a network card is in both. Without either, the product
 * name decides.
 */
export function sameMachine(before: Facts, now: Facts): boolean {
  const [old, young] = [partsOf(before), partsOf(now)];
  if (old.size > 0 && young.size > 0) return [...old].some((part) => young.has(part));
  const name = ({ system: { vendor, product, board } }: Facts) => JSON.stringify([vendor, product, board]);
  return name(before) === name(now);
}

/** Globally unique identifiers. */
function partsOf({ nics, disks }: Facts): Set<string> {
  const cards = (nics ?? []).map(({ mac }) => mac.toLowerCase());
  const serials = (disks ?? []).flatMap(({ serial, wwn }) => [serial, wwn]);
  return new Set([...cards, ...serials].filter((part) => part !== null && !/^[0:]*$/.test(part)) as string[]);
}
