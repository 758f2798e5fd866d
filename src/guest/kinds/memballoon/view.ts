import type { Guest } from '#src/host/guest.ts';
import { any, onOff } from '../../attributes.ts';
import { placedView } from '../address/view.ts';

type Balloon = Exclude<Guest['memballoon'], string>;

/** The memory balloon, with its model. */
export function balloonOf({ memballoon }: Pick<Guest, 'memballoon'>): Balloon {
  return typeof memballoon === 'string' ? { model: memballoon } : memballoon;
}

/** Template values of the balloon; libvirt adds one by default. */
export function memballoonView(guest: Guest): object {
  const balloon = balloonOf(guest);
  const placed = placedView(balloon);
  const { model, autodeflate, free_page_reporting, stats_period } = balloon;
  return {
    attributes: { model, autodeflate: onOff(autodeflate), freePageReporting: onOff(free_page_reporting) },
    inner: any(stats_period, placed),
    stats: stats_period,
    placed,
  };
}
