import { sizeOf } from '#src/guest/reader.ts';
import type { Wording } from '#src/guest/vocabulary.ts';
import { truth } from '../truth.ts';

/** Numbers, booleans and sizes as people write them: virt-install copies them into the XML unchanged. */
export const ofPeople: Wording = { number: integer, truth, size: withUnit };

export function integer(value: string): number | undefined {
  return /^-?(0x[0-9a-f]{1,12}|\d{1,15})$/i.test(value) ? Number(value) : undefined;
}

/** A number of KiB, in the largest unit that keeps it whole. */
export function kibibytes(value: string): string | undefined {
  return /^\d{1,14}$/.test(value) && Number(value) > 0 ? sizeOf(Number(value)) : undefined;
}

/** A value with a unit of libvirt's, to bytes as the profile writes them. */
function withUnit(value: string, unit = 'KiB'): string | undefined {
  const names: Record<string, string> = {
    b: 'B',
    bytes: 'B',
    k: 'KiB',
    kib: 'KiB',
    m: 'MiB',
    mib: 'MiB',
    g: 'GiB',
    gib: 'GiB',
    t: 'TiB',
    tib: 'TiB',
    kb: 'KB',
    mb: 'MB',
    gb: 'GB',
    tb: 'TB',
  };
  const name = names[unit.toLowerCase()];
  if (!name || !/^[1-9]\d{0,14}$/.test(value)) return undefined;
  return name === 'KiB' ? sizeOf(Number(value)) : `${Number(value)}${name}`;
}
