import type { Guest } from '#src/host/guest.ts';
import { placedView } from '../address/view.ts';

/** Template values of the panic device; undefined without one. */
export function panicView({ panic }: Guest): object | undefined {
  if (panic === 'none') return undefined;
  const given = typeof panic === 'string' ? { model: panic } : panic;
  return { model: given.model, placed: placedView(given) };
}
