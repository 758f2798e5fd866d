import type { Facts } from '../../machine/schema.ts';

/**
 * Whether two measurements are of one machine: it kept a disk or a network card. Where there is neither, what its maker
 * calls it decides.
 */
export function sameMachine(before: Facts, now: Facts): boolean {
  const [old, young] = [partsOf(before), partsOf(now)];
  if (old.size > 0 && young.size > 0) return [...old].some((part) => young.has(part));
  const name = ({ system: { vendor, product, board } }: Facts) => JSON.stringify([vendor, product, board]);
  return name(before) === name(now);
}

/** What there is only one of in the world. */
function partsOf({ nics, disks }: Facts): Set<string> {
  const cards = (nics ?? []).map(({ mac }) => mac.toLowerCase());
  const serials = (disks ?? []).flatMap(({ serial, wwn }) => [serial, wwn]);
  return new Set([...cards, ...serials].filter((part) => part !== null && !/^[0:]*$/.test(part)) as string[]);
}
