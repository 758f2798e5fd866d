import { othersOfSlot } from './by-address.ts';
import { canBeReset } from './groups.ts';
import type { Facts, PciFunction } from './schema.ts';

/** The function of its card and group with which a function is reset that has no reset of its own. */
export const resetWith = (facts: Facts, fn: PciFunction): PciFunction | undefined =>
  othersOfSlot(facts, fn.address).find((other) => canBeReset(other) && other.iommu_group === fn.iommu_group);
