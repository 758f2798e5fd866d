import type { Problem, ProblemDetails, Where } from '../../findings/finding.ts';
import { byAddress, functionAt } from '../by-address.ts';
import { passedTogether } from '../groups.ts';
import { isChipset } from '../kinds.ts';
import { perFacts } from '../per-facts.ts';
import type { Facts } from '../schema.ts';
import { codes, problemAt } from './codes.ts';
import { keyboardNeeds, powerSupplyNeeds, usbNeeds } from './console.ts';
import { diskNeeds } from './disks.ts';
import { displayNeeds } from './display.ts';
import { carrierNeeds, physicalFunctionNeeds, virtualFunctionNeeds } from './existence.ts';
import { removableNeeds, resetNeeds } from './guest.ts';
import { managementNeeds } from './management.ts';
import type { Need, Question, Taken } from './need.ts';
import { networkNeeds } from './network.ts';
import { cardNeeds, disputedNeeds, groupNeeds, internalNeeds, unknownNeeds } from './whole.ts';

const chipsetNeeds: Question = ({ functions }) =>
  functions.filter(isChipset).map(({ address }) => ({
    kind: 'chipset',
    address,
    confidence: 'measured',
    detail: "it is part of the chipset, which connects the host's firmware, clock and sensors",
  }));

/** In the order in which the findings are reported. */
const questions: readonly Question[] = [
  carrierNeeds,
  diskNeeds,
  networkNeeds,
  managementNeeds,
  chipsetNeeds,
  displayNeeds,
  keyboardNeeds,
  usbNeeds,
  powerSupplyNeeds,
  virtualFunctionNeeds,
  physicalFunctionNeeds,
  removableNeeds,
  resetNeeds,
  cardNeeds,
  internalNeeds,
  unknownNeeds,
  disputedNeeds,
  groupNeeds,
];

/**
 * The one judgement about passing functions through: what the host needs of those in `taken`, if all of them go, and
 * what else stands against it. "The last network card" depends on the whole set: either of two cards can go, but not
 * both. The set is not completed; `missingFrom` returns what its groups lack. A guest gets those in `given`.
 */
export function hostNeeds(facts: Facts, taken: Iterable<string>, given: Iterable<string> = []): Need[] {
  const addresses = new Set(taken);
  const functions = [...addresses].flatMap((address) => functionAt(facts, address) ?? []).sort(byAddress);
  const all: Taken = { facts, functions, addresses, given: new Set(given) };
  return withoutRepeats(questions.flatMap((question) => question(all)));
}

/** That the devices at a controller are unknown is no news where a reason to keep it is known. */
function withoutRepeats(needs: Need[]): Need[] {
  const known = new Set(
    needs.filter(({ kind }) => kind !== 'maybe-usb' && isHostsNeed(kind)).map((need) => need.address),
  );
  return needs.filter(({ kind, address }) => kind !== 'maybe-usb' || !known.has(address));
}

/** What stands against passing a function through with its group, including what concerns others of the group. */
export function needsOfGroup(facts: Facts, address: string): readonly Need[] {
  const known = byFunction(facts);
  const group = passedTogether(facts, address);
  // The members of a group are judged together, so once for all of them.
  const key = group.map((fn) => fn.address).join();
  const found = known.get(key) ?? hostNeeds(facts, key.split(','));
  known.set(key, found);
  return found;
}

const byFunction = perFacts((): Map<string, readonly Need[]> => new Map());

/** What stands against this function itself, if its group is passed through. */
export function needsOf(facts: Facts, address: string): Need[] {
  return needsOfGroup(facts, address).filter((need) => need.address === address);
}

/** The need as a problem. */
export function needProblem(need: Need, where: Where, details?: ProblemDetails): Problem {
  return problemAt(codeOf(need), where, { device: need.address, detail: need.detail }, details);
}

/** Whether a function that is needed for this must not be passed through; other needs are only warnings. */
export const isRefused = (need: Pick<Need, 'kind'>): boolean => codes[codeOf(need)].severity === 'error';

/** `host-needs-` and the kind, except where the host needs nothing. */
const otherCodes = {
  carrier: 'device-exists-through-another',
  'virtual-function': 'device-is-virtual-function',
  removable: 'device-is-removable',
  'no-reset': 'device-without-reset',
  internal: 'device-is-internal',
  'split-card': 'device-is-part-of-card',
  'maybe-group': 'device-group-uncertain',
  'maybe-anything': 'device-unknown',
  disputed: 'device-disputed',
  'virtual-functions': 'device-has-virtual-functions',
} as const;

/** Whether it is the host that needs the function; the other kinds are about the function alone. */
export const isHostsNeed = (kind: Need['kind']): boolean => !(kind in otherCodes);

const codeOf = ({ kind }: Pick<Need, 'kind'>): keyof typeof codes =>
  kind in otherCodes ? otherCodes[kind as keyof typeof otherCodes] : `host-needs-${kind as HostNeed}`;

type HostNeed = Exclude<Need['kind'], keyof typeof otherCodes>;
