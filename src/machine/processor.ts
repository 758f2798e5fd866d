import { isVirtualMachine } from './kinds.ts';
import type { Facts } from './schema.ts';

const makers: Record<string, 'intel' | 'amd'> = { '8086': 'intel', '1022': 'amd' };

/**
 * The maker of the processor, which is that of the IOMMU: by the processor, or else by the host bridge. A virtual
 * machine has the bridge and the IOMMU that were chosen for it.
 */
export function processorMaker(facts: Facts): 'intel' | 'amd' | undefined {
  if (isVirtualMachine(facts)) return undefined;
  const bridge = facts.pci?.find((fn) => fn.class.startsWith('0600'))?.id?.slice(0, 4);
  return facts.cpu.vendor ?? makers[bridge ?? ''];
}
