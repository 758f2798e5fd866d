import * as z from 'zod';

const action = z.enum(['destroy', 'restart']).optional();
const crash = z
  .enum(['destroy', 'restart', 'preserve', 'rename-restart', 'coredump-destroy', 'coredump-restart'])
  .optional();

export const powerSchema = {
  pm: z
    .strictObject({
      suspend_to_mem: z.boolean().default(false),
      suspend_to_disk: z.boolean().default(false),
    })
    .prefault({})
    .describe('Whether the guest may sleep.'),
  on_poweroff: action.describe('What happens when it shuts down; it ends by default.'),
  on_reboot: action.describe('What happens when it reboots; it starts again by default.'),
  on_crash: crash.describe('What happens when it crashes; it ends by default.'),
};
