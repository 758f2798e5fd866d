import type { Guest } from '#src/host/guest.ts';
import { yesNo } from '../../attributes.ts';
import { supports } from '../../os-variants.ts';

type Timers = NonNullable<Guest['clock']['timers']>;

/** Any of the timers: which keys it may have differs by its kind. */
interface Timer {
  present?: boolean | undefined;
}

/** Template values of the clock; virt-install's choices (virtinst/domain/clock.py, set_defaults) where nothing is said. */
export function clockView(guest: Guest): object {
  const { offset, timezone, adjustment, basis, timers = usual(guest) } = guest.clock;
  return {
    attributes: { offset: offset ?? (supports(guest, 'localtime') ? 'localtime' : 'utc'), timezone, adjustment, basis },
    timers: Object.entries<Timer | undefined>(timers).map(([name, { present, ...rest } = {}]) => ({
      name,
      ...rest,
      present: yesNo(present),
    })),
  };
}

function usual(guest: Guest): Timers {
  return {
    rtc: { tickpolicy: 'catchup' },
    pit: { tickpolicy: 'delay' },
    hpet: { present: false },
    ...(supports(guest, 'hyperv') ? { hypervclock: { present: true } } : {}),
  };
}
