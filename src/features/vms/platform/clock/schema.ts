import * as z from 'zod';
import { timezone } from '../../../../profile/scalars.ts';

const timer = z.strictObject({
  present: z.boolean().optional().describe('Whether the guest has it.'),
  tickpolicy: z.enum(['delay', 'catchup', 'merge', 'discard']).optional().describe('What becomes of missed ticks.'),
  track: z.enum(['boot', 'guest', 'wall', 'realtime']).optional(),
  frequency: z.int().min(1, 'a number of hertz\nWrite 1 or more.').optional().describe('Of tsc, in hertz.'),
  mode: z.enum(['auto', 'native', 'emulate', 'paravirt', 'smpsafe']).optional().describe('Of tsc.'),
});

export const clockSchema = z
  .strictObject({
    offset: z
      .enum(['utc', 'localtime', 'timezone', 'variable'])
      .optional()
      .describe('What the clock of the guest shows: utc, or localtime for Windows.'),
    timezone: timezone.optional().describe('With offset timezone: which.'),
    adjustment: z
      .union([z.int(), z.literal('reset')])
      .optional()
      .describe('Seconds, with offset variable; or reset.'),
    basis: z.enum(['utc', 'localtime']).optional().describe('With offset variable: what the seconds are added to.'),
    timers: z
      .strictObject({
        rtc: timer.optional(),
        pit: timer.optional(),
        hpet: timer.optional(),
        tsc: timer.optional(),
        kvmclock: timer.optional(),
        hypervclock: timer.optional(),
        platform: timer.optional(),
      })
      .optional()
      .describe(
        "Given, they stand in place of virt-install's: rtc catchup, pit delay, no hpet, hypervclock for Windows.",
      )
      .meta({ examples: [{ rtc: { tickpolicy: 'catchup' }, hpet: { present: false } }] }),
  })
  .prefault({})
  .describe("The guest's clock.");
