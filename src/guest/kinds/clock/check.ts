import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import { keysWithoutEffect, notAllowedFor, type Owners, requiredFor } from '../../rules.ts';

/** For each key of the clock, the offsets that have it. */
const clocks: Owners = { timezone: ['timezone'], adjustment: ['utc', 'localtime', 'variable'], basis: ['variable'] };

export function clockKeys({ clock }: Guest, at: Path): Problem[] {
  return keysWithoutEffect([...at, 'clock'], clock, clock.offset ?? 'utc', clocks, 'offset');
}

export function clockReset({ clock }: Guest, at: Path): Problem[] {
  return clock.adjustment === 'reset' && clock.offset === 'variable'
    ? [notAllowedFor([...at, 'clock', 'adjustment'], 'adjustment reset', 'variable', ['utc', 'localtime'])]
    : [];
}

export function clockTimezone({ clock }: Guest, at: Path): Problem[] {
  return clock.offset === 'timezone' && !clock.timezone
    ? [requiredFor([...at, 'clock'], 'offset timezone', 'timezone')]
    : [];
}

export function timersOfQemu({ clock }: Guest, at: Path): Problem[] {
  const { rtc, pit } = clock.timers ?? {};
  const ofXen = (keys: string[], what: string, timer: string) =>
    notAllowedFor([...at, 'clock', 'timers', ...keys], what, `the ${timer} of QEMU`, ['Xen']);
  const tick = (name: 'rtc' | 'pit', policy: string | undefined, refused: string[]) =>
    policy && refused.includes(policy) ? [ofXen([name, 'tickpolicy'], `tickpolicy ${policy}`, name)] : [];
  return [
    ...tick('rtc', rtc?.tickpolicy, ['merge', 'discard']),
    ...tick('pit', pit?.tickpolicy, ['merge']),
    ...(rtc?.track && ['boot', 'realtime'].includes(rtc.track)
      ? [ofXen(['rtc', 'track'], `track ${rtc.track}`, 'rtc')]
      : []),
  ];
}
