import type { Contribution } from '../feature.ts';

/** Only media ask which machine it is; the overlay itself does not depend on it. */
export const contribute = (): Contribution => ({});
