import { listed } from '../needs/need.ts';
import type { GroupReport, MachineReport } from './report.ts';

/** A group in one line: its number, and whether a guest can have it. */
export function headingOf({ group, functions, needed }: GroupReport, state: MachineReport['state']): string {
  if (group === null) {
    if (state === 'known') return 'In no IOMMU group that the facts show: these stay with the host';
    return state === 'off' ? 'No IOMMU groups: nothing can be passed through' : 'IOMMU groups unknown';
  }
  if (needed.length > 0) return `IOMMU group ${group}: stays with the host, which needs ${listed(needed)}`;
  return `IOMMU group ${group}: ${functions.length === 1 ? 'alone' : `${functions.length} functions, only together`}`;
}
