import type { Draft } from './draft.ts';
import type { Line } from './lines.ts';

/** As uname -m prints them. */
const architectures = 'x86_64|aarch64|armv\\w+|riscv64|ppc64le|ppc64|s390x|loongarch64|i[3-6]86';
const readers = [
  // lscpu
  new RegExp(`^Architecture:\\s+(${architectures})$`),
  // uname -a
  new RegExp(`^Linux \\S+ \\d+\\.\\d+\\S* #.*\\b(${architectures}) (?:GNU/)?Linux$`),
];
const vendors: Record<string, 'intel' | 'amd'> = { GenuineIntel: 'intel', AuthenticAMD: 'amd' };

/** Reads what processor a machine has, from lscpu, uname -a and /proc/cpuinfo. */
export function readSystemLine(draft: Draft, { text }: Line): boolean {
  const [, arch] = readers.map((reader) => reader.exec(text)).find(Boolean) ?? [];
  if (arch) draft.arch ??= arch;
  const [, vendor = ''] = /^(?:Vendor ID|vendor_id)\s*:\s+(\w+)$/.exec(text) ?? [];
  if (vendors[vendor]) draft.processor ??= vendors[vendor];
  return Boolean(arch || vendor);
}
