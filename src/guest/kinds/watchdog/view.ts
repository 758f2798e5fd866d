import type { Guest } from '#src/host/guest.ts';
import { placedView } from '../address/view.ts';

/** Template values of the watchdog; undefined without one. */
export function watchdogView({ watchdog }: Guest): object | undefined {
  if (watchdog === 'none') return undefined;
  if (typeof watchdog === 'string') return { attributes: { model: watchdog, action: 'reset' }, placed: placedView({}) };
  const { model, action } = watchdog;
  return { attributes: { model, action }, placed: placedView(watchdog) };
}
