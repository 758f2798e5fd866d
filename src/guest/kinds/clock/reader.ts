import { attribute, child, children, type Element, withAttributes, withoutUsual } from '#src/xml/element.ts';
import { type Values, valuesOf } from '../../reader.ts';
import { asLower, asNumber, asTruth, found, foundIn, type Keys, type Several, under } from '../../vocabulary.ts';

export function normalClock(clock: Element): Element {
  const offset = attribute(clock, 'offset') ?? 'utc';
  const variable = offset === 'variable' ? { basis: attribute(clock, 'basis') ?? 'utc' } : {};
  return withoutUsual(withAttributes(clock, { offset, ...variable }), { adjustment: offset === 'variable' ? '0' : [] });
}

/** Timers by name; one with child elements stays XML. */
const timers: Several = (clock, wording) => {
  const all = children(clock, 'timer');
  const kept = all.find((timer) => timer.children.length > 0);
  return [
    ...(kept ? [found('timers', {}, kept, '?')] : []),
    ...all.flatMap((timer) => {
      const name = attribute(timer, 'name');
      if (name === undefined || timer.children.length > 0) return [];
      const at = ['timers', name];
      return [found(at, {}, timer, '@name'), ...under(at, foundIn(timer, timerKeys, wording))];
    }),
  ];
};

const timerKeys: Keys = [
  ['@present', 'present', asTruth],
  ['@tickpolicy', 'tickpolicy'],
  ['@track', 'track'],
  ['@frequency', 'frequency', asNumber],
  ['@mode', 'mode'],
];

export const clockKeys: Keys = [
  ['@offset', 'offset'],
  ['@timezone', 'timezone'],
  ['@adjustment', 'adjustment', (text, { number }) => (text === 'reset' ? text : number(text))],
  ['@basis', 'basis', asLower],
  timers,
];

export function readClock(domain: Element): Values {
  return { clock: valuesOf(child(domain, 'clock'), clockKeys, { offset: 'utc', timers: {} }) };
}
