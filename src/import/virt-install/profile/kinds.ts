import { truth } from '../truth.ts';

/** How a value of the XML is written in the profile; undefined for one that has no such form. */
export type Kind = (value: string) => unknown;

export const text: Kind = (value) => value;

export const whole: Kind = (value) => (/^-?(0x[0-9a-f]{1,12}|\d{1,15})$/i.test(value) ? Number(value) : undefined);

export const truthful: Kind = (value) => truth(value);

/** Named by a presence: `yes` only. */
export const lower: Kind = (value) => value.toLowerCase();

/** A number of KiB, in the largest unit that keeps it whole. */
export const kibibytes: Kind = (value) =>
  /^\d{1,14}$/.test(value) && Number(value) > 0 ? sizeOf(Number(value)) : undefined;

export function sizeOf(kib: number): string {
  if (kib % 2 ** 20 === 0) return `${kib / 2 ** 20}GiB`;
  return kib % 1024 === 0 ? `${kib / 1024}MiB` : `${kib}KiB`;
}

/** CPUs or nodes: a single number stays one. */
export const cpus: Kind = (value) => (/^\d{1,4}$/.test(value) ? Number(value) : value);

/** A value with a unit of libvirt's, to bytes as the profile writes them. */
export function withUnit(value: string, unit = 'KiB'): string | undefined {
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
