import type { Contribution } from '../feature.ts';

/** Facts are asked, and bring nothing themselves. */
export const contribute = (): Contribution => ({});
