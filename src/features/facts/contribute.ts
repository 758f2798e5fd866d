import type { Contribution } from '../feature.ts';

/** Facts are only consulted, and contribute nothing. */
export const contribute = (): Contribution => ({});
