import type { Problem, Where } from '../../findings/finding.ts';
import { byAddress, passedTogether } from '../groups.ts';
import { isChipset } from '../kinds.ts';
import type { Facts } from '../schema.ts';
import { codes, problemAt } from './codes.ts';
import { displayNeeds, keyboardNeeds, managementNeeds, powerSupplyNeeds, usbNeeds } from './console.ts';
import { diskNeeds } from './disks.ts';
import type { Need, Question, Taken } from './need.ts';
import { networkNeeds } from './network.ts';

const chipsetNeeds: Question = ({ functions }) =>
  functions.filter(isChipset).map(({ address }) => ({
    kind: 'chipset',
    address,
    confidence: 'measured',
    detail: "it is part of the chipset, which connects the host's firmware, clock and sensors",
  }));

/** In the order in which the findings are reported. */
const questions: readonly Question[] = [
  diskNeeds,
  networkNeeds,
  managementNeeds,
  chipsetNeeds,
  displayNeeds,
  keyboardNeeds,
  usbNeeds,
  powerSupplyNeeds,
];

/**
 * What the host needs of the functions in `taken`, if all of them are passed through. "The last network card" depends
 * on the whole set: either of two cards can be passed through, but not both. The set is not completed; `missingFrom`
 * returns what its groups lack.
 */
export function hostNeeds(facts: Facts, taken: Iterable<string>): Need[] {
  const addresses = new Set(taken);
  const functions = (facts.pci ?? []).filter(({ address }) => addresses.has(address)).sort(byAddress);
  const all: Taken = { facts, functions, addresses };
  return questions.flatMap((question) => question(all));
}

/**
 * What the host needs a function for if its group is passed through, including needs for other functions of the group.
 */
export function needsOfGroup(facts: Facts, address: string): Need[] {
  return hostNeeds(
    facts,
    passedTogether(facts, address).map((fn) => fn.address),
  );
}

/** What the host needs this function itself for, if its group is passed through. */
export function needsOf(facts: Facts, address: string): Need[] {
  return needsOfGroup(facts, address).filter((need) => need.address === address);
}

/** The need as a problem: `host-needs-` and its kind is the code. */
export function needProblem(need: Need, where: Where): Problem {
  return problemAt(codeOf(need), where, { device: need.address, detail: need.detail });
}

/** Whether a function that is needed for this must not be passed through; other needs are only warnings. */
export const isRefused = (need: Pick<Need, 'kind'>): boolean => codes[codeOf(need)].severity === 'error';

const codeOf = ({ kind }: Pick<Need, 'kind'>) => `host-needs-${kind}` as const;
