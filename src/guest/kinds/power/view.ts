import type { Guest } from '#src/host/guest.ts';
import { yesNo } from '../../attributes.ts';

/** Template values of power states and lifecycle events. */
export function powerView({ pm, on_poweroff, on_reboot, on_crash }: Guest): object {
  return {
    suspendToMem: yesNo(pm.suspend_to_mem),
    suspendToDisk: yesNo(pm.suspend_to_disk),
    on_poweroff,
    on_reboot,
    on_crash,
  };
}
