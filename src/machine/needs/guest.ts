import { canBeReset } from '../groups.ts';
import { resetWith } from '../resets.ts';
import { boxOf, isRemovable } from '../thunderbolt.ts';
import type { Need, Question } from './need.ts';

/** What is behind a cable is there only while that is plugged in; reported once for each box. */
export const removableNeeds: Question = ({ facts, functions }) =>
  functions
    .filter((fn) => isRemovable(facts, fn))
    .filter((fn, index, all) => all.findIndex((other) => boxOf(facts, other) === boxOf(facts, fn)) === index)
    .map(({ address, removable }) => ({
      ...inferred('removable', address, 'is behind Thunderbolt, so it is gone when somebody unplugs the cable'),
      confidence: removable ? 'measured' : 'inferred',
    }));

/** A function without a reset of its own is reset with the others of its card, if they are passed through too. */
export const resetNeeds: Question = ({ facts, functions, given }) =>
  functions
    .filter((fn) => given.has(fn.address) && canBeReset(fn) === false && !resetWith(facts, fn))
    .map(({ address }) => ({
      ...inferred('no-reset', address, 'cannot be reset, so a guest may find it in the state that the last one left'),
      confidence: 'measured',
    }));

const inferred = (kind: Need['kind'], address: string, detail: string): Need => ({
  kind,
  address,
  confidence: 'inferred',
  detail,
});
