import { parseSize } from '../../profile/units.ts';
import type { Guests } from './guests.ts';

/** The huge pages that all guests need in total, by size. */
export function hugepagesFor(vms: Guests): { size: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const guest of Object.values(vms)) {
    const backing = guest.memory_backing as { hugepages?: unknown } | undefined;
    if (!backing?.hugepages) continue;
    const size = sizeOf(backing.hugepages);
    const memory = parseSize(String(guest.max_memory ?? guest.memory));
    counts.set(size, (counts.get(size) ?? 0) + Math.ceil(memory / parseSize(size)));
  }
  return [...counts].map(([size, count]) => ({ size, count }));
}

/** One of the two sizes that x86 has. */
function sizeOf(hugepages: unknown): string {
  const [first] = [hugepages].flat() as { size?: string }[];
  return first?.size && parseSize(first.size) === 2 ** 30 ? '1GiB' : '2MiB';
}
