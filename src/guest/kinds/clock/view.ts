import type { Guest } from '#src/host/guest.ts';
import { yesNo } from '../../attributes.ts';
import { supports } from '../../os-variants.ts';

type Timers = NonNullable<Guest['clock']['timers']>;

/** Any timer; the keys depend on its kind. */
interface Timer {
  present?: boolean | undefined;
}

/** Template values of the clock; virt-install's choices (virtinst/domain/clock.py, set_defaults) by default. */
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

/** Whether the guest has the reference time of Hyper-V (hv-time of QEMU). */
export function hasHypervClock(guest: Guest): boolean {
  return (guest.clock.timers ?? usual(guest)).hypervclock?.present === true;
}

function usual(guest: Guest): Timers {
  return {
    rtc: { tickpolicy: 'catchup' },
    pit: { tickpolicy: 'delay' },
    hpet: { present: false },
    ...(supports(guest, 'hyperv') ? { hypervclock: { present: true } } : {}),
  };
}
