import * as z from 'zod';

const action = z.enum(['destroy', 'restart']).optional();
const crash = z
  .enum(['destroy', 'restart', 'preserve', 'rename-restart', 'coredump-destroy', 'coredump-restart'])
  .optional();

export const powerSchema = {
  pm: z
    .strictObject({
      suspend_to_mem: z.boolean().default(false).describe('Whether it may sleep (S3).'),
      suspend_to_disk: z.boolean().default(false).describe('Whether it may hibernate (S4).'),
    })
    .prefault({})
    .describe('Sleep states that the guest may use.'),
  on_poweroff: action.describe('What happens when the guest shuts down; by default it stops.'),
  on_reboot: action.describe('What happens when the guest reboots; by default it restarts.'),
  on_crash: crash.describe('What happens when the guest crashes; by default it stops.'),
};
