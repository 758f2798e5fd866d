import { slotOf } from './address.ts';
import { functionsOfSlot } from './by-address.ts';
import { isGraphics } from './kinds.ts';
import type { Facts, PciFunction } from './schema.ts';

/** AMD's code names of graphics in processors, for listings that do not show the rest of the slot (pci.ids). */
const processors =
  /\b(Kaveri|Carrizo|Stoney|Raven( Ridge)?|Picasso|Renoir|Lucienne|Cezanne|Barcelo|VanGogh|Mendocino|Rembrandt|Raphael|Phoenix\d?|HawkPoint\d?|Strix|Krackan|Granite Ridge)\b/;

/**
 * Whether it is the graphics of the processor or the chipset. Intel's is on the first bus; in AMD's processors the
 * security processor and USB controllers (1022) are in the slot of the graphics (1002).
 */
export function isIntegrated(facts: Facts, fn: PciFunction): boolean {
  if (!isGraphics(fn)) return false;
  if (/:00:[^:]*$/.test(fn.address)) return true;
  if (/^Advanced Micro Devices/.test(fn.name ?? '') && processors.test(fn.name!)) return true;
  return functionsOfSlot(facts, slotOf(fn.address)).some(
    ({ id, name }) => id?.startsWith('1022:') || (!id && /\[AMD\] /.test(name ?? '')),
  );
}
