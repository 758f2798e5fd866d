import type { PciFunction } from './schema.ts';

/**
 * Whether listings of different times differ about what it is, or whether it is there: then the host cannot count on it
 * when another device goes.
 */
export const isDisputed = ({ disputed }: Pick<PciFunction, 'disputed'>): boolean =>
  Boolean(disputed?.some((what) => /^(id|class|presence)$/.test(what)));
