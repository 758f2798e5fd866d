import type { Place, Problem } from '../../findings/finding.ts';
import { shortAddress } from '../address.ts';
import { usbWithoutController } from '../behind.ts';
import { listed } from '../needs/need.ts';
import type { Facts } from '../schema.ts';
import { problemAt } from './codes.ts';
import type { Draft, Trouble } from './draft.ts';
import type { Line } from './lines.ts';

/** Warnings about a listing that was read. */
export function listingProblems(draft: Draft, facts: Facts, file: string): Problem[] {
  const at = ({ number, column }: Line): { place: Place } => ({ place: { file, line: number, column } });
  return [
    ...fewOfEach(draft.troubles).map(([trouble, more]) => troubleProblem(trouble, more, at)),
    ...(draft.override ? [problemAt('listing-acs-override', at(draft.override), undefined)] : []),
    ...[...draft.reserved].map(([device, line]) => problemAt('listing-device-reserved', at(line), { device })),
    ...[...draft.others].map(([command, { line, instead }]) =>
      problemAt('listing-form-not-read', at(line), { command, instead }),
    ),
    ...withoutIds(draft, at),
    ...nowhere(draft, facts, at),
  ];
}

type At = (line: Line) => { place: Place };

/** How many similar problems are reported individually; the last one says how many more there are. */
const enough = 3;

const kindOf = (trouble: Trouble) => (trouble.kind === 'unreadable' ? trouble.reason : trouble.what);

function fewOfEach(troubles: readonly Trouble[]): [Trouble, number][] {
  return troubles.flatMap((trouble): [Trouble, number][] => {
    const alike = troubles.filter((other) => kindOf(other) === kindOf(trouble));
    const place = alike.indexOf(trouble) + 1;
    return place > enough ? [] : [[trouble, place === enough ? alike.length - enough : 0]];
  });
}

function troubleProblem(trouble: Trouble, more: number, at: At): Problem {
  const where = at(trouble.line);
  if (trouble.kind === 'unreadable')
    return problemAt('listing-line-unreadable', where, { reason: trouble.reason, more });
  const { address, what, before, now } = trouble;
  return problemAt('listing-contradicts', where, {
    device: address,
    what,
    before: before || 'none',
    now: now || 'none',
    more,
  });
}

function withoutIds(draft: Draft, at: At): Problem[] {
  const functions = [...draft.functions.values()].filter(({ id }) => !id);
  const usb = draft.usb.filter(({ id }) => !id);
  const [first] = [...functions, ...usb];
  if (!first) return [];
  const names = [
    ...functions.map(({ address }) => shortAddress(address)),
    ...usb.map(({ port, bus }) => `USB ${port ?? bus}`),
  ];
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return [problemAt('listing-without-ids', at(first.line), { devices: listed(shown), count: names.length })];
}

function nowhere(draft: Draft, facts: Facts, at: At): Problem[] {
  const lost = usbWithoutController(facts);
  const buses = [...new Set(lost.map(({ bus }) => bus))].sort((a, b) => Number(a) - Number(b));
  const line = draft.usb.find(({ bus }) => bus === buses[0])?.line;
  if (!line) return [];
  const named = `${buses.length === 1 ? 'bus' : 'buses'} ${listed(buses.map(String))}`;
  return [problemAt('listing-usb-without-controller', at(line), { buses: named, count: lost.length })];
}
