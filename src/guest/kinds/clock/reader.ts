import { attribute, child, children, type Element, withAttributes, withoutUsual } from '#src/xml/element.ts';
import { number, numberOf, type Said, said, truthOf } from '../../reader.ts';

export function normalClock(clock: Element): Element {
  const offset = attribute(clock, 'offset') ?? 'utc';
  const variable = offset === 'variable' ? { basis: attribute(clock, 'basis') ?? 'utc' } : {};
  return withoutUsual(withAttributes(clock, { offset, ...variable }), { adjustment: offset === 'variable' ? '0' : [] });
}

export function readClock(domain: Element): Said {
  const clock = child(domain, 'clock');
  const timers = children(clock, 'timer').map((timer) => [
    attribute(timer, 'name') ?? '',
    said({
      present: truthOf(timer, 'present'),
      tickpolicy: attribute(timer, 'tickpolicy'),
      track: attribute(timer, 'track'),
      frequency: numberOf(timer, 'frequency'),
      mode: attribute(timer, 'mode'),
    }) ?? {},
  ]);
  return {
    clock: {
      offset: attribute(clock, 'offset') ?? 'utc',
      timezone: attribute(clock, 'timezone'),
      adjustment: number(attribute(clock, 'adjustment')),
      basis: attribute(clock, 'basis'),
      timers: Object.fromEntries(timers),
    },
  };
}
