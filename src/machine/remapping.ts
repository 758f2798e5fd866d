import { groupState } from './groups.ts';
import type { Facts } from './schema.ts';

/**
 * Whether VFIO will refuse because interrupts are not remapped. An IOMMU that the firmware has disabled remaps nothing,
 * but that does not show what it can do when enabled. The same is true of an AMD one disabled by kernel options, since
 * one driver does both (drivers/iommu/amd/init.c); Intel's remaps interrupts even without intel_iommu=on.
 */
export function lacksRemapping(facts: Facts): boolean {
  const { interrupt_remapping, off_by } = facts.iommu;
  if (interrupt_remapping !== false) return false;
  return groupState(facts) !== 'off' || (off_by === 'options' && facts.cpu.vendor !== 'amd');
}
