import { groupState } from './groups.ts';
import type { Facts } from './schema.ts';

/**
 * Whether VFIO will refuse because interrupts are not remapped. An IOMMU that the firmware keeps off remaps nothing, which
 * says nothing about it once it is on. The same goes for one of AMD that the kernel's options keep off, since one driver
 * does both (drivers/iommu/amd/init.c); Intel's remaps interrupts without intel_iommu=on, too.
 */
export function lacksRemapping(facts: Facts): boolean {
  const { interrupt_remapping, off_by } = facts.iommu;
  if (interrupt_remapping !== false) return false;
  return groupState(facts) !== 'off' || (off_by === 'options' && facts.cpu.vendor !== 'amd');
}
