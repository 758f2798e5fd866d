import * as z from 'zod';
import { timezone } from '#src/profile/scalars.ts';

const present = { present: z.boolean().optional().describe('Whether the guest has this timer.') };
const ticks = {
  ...present,
  tickpolicy: z.enum(['delay', 'catchup', 'merge', 'discard']).optional().describe('What to do with missed ticks.'),
};
const tracked = z.strictObject({
  ...ticks,
  track: z
    .enum(['boot', 'guest', 'wall', 'realtime'])
    .optional()
    .describe('Time that it follows: guest (only while the guest runs) or wall, for instance.'),
});
const ticking = z.strictObject(ticks);
const plain = z.strictObject(present);
const tsc = z.strictObject({
  ...ticks,
  frequency: z
    .int()
    .min(1, 'a number of hertz\nWrite 1 or more.')
    .optional()
    .describe('In hertz.')
    .meta({ examples: [2400000000] }),
  mode: z
    .enum(['auto', 'native', 'emulate', 'paravirt', 'smpsafe'])
    .optional()
    .describe('How the guest reads it: native, emulated, or auto.'),
});

export const clockSchema = z
  .strictObject({
    offset: z
      .enum(['utc', 'localtime', 'timezone', 'variable'])
      .optional()
      .describe('Time base of the guest clock: utc, or localtime for Windows.'),
    timezone: timezone.optional().describe('With offset timezone: the time zone.'),
    adjustment: z
      .union([z.int(), z.literal('reset')])
      .optional()
      .describe('Seconds (with offset variable), or reset.')
      .meta({ examples: [3600] }),
    basis: z
      .enum(['utc', 'localtime'])
      .optional()
      .describe('With offset variable: the base that the seconds are added to.'),
    timers: z
      .strictObject({
        rtc: tracked.optional().describe('Real-time clock.'),
        pit: ticking.optional().describe('Programmable interval timer.'),
        hpet: ticking.optional().describe('High precision event timer.'),
        tsc: tsc.optional().describe('Time stamp counter of the processor.'),
        kvmclock: plain.optional().describe('The clock that Linux guests use on KVM.'),
        hypervclock: plain.optional().describe('The clock that Windows guests use.'),
      })
      .optional()
      .describe(
        'Timers, which replace those of virt-install: rtc catchup, pit delay, no hpet, hypervclock for Windows.',
      )
      .meta({ examples: [{ rtc: { tickpolicy: 'catchup' }, hpet: { present: false } }] }),
  })
  .prefault({})
  .describe("The guest's clock.");
