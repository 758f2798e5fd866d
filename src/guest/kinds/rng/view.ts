import type { Guest } from '#src/host/guest.ts';
import { supports } from '../../os-variants.ts';
import { placedView } from '../address/view.ts';

type Given = Exclude<NonNullable<Guest['rng']>, string>;

/** Template values of the random number generator; undefined without one. */
export function rngView(guest: Guest): object | undefined {
  const rng = rngOf(guest);
  return (
    rng && {
      model: rng.model,
      rate: rng.rate,
      backend: { model: rng.backend },
      device: rng.backend === 'random' ? rng.device : undefined,
      placed: placedView(rng),
    }
  );
}

function rngOf(guest: Guest): Given | undefined {
  const given = guest.rng ?? (supports(guest, 'virtio-rng') ? '/dev/urandom' : 'none');
  if (given === 'none') return undefined;
  return typeof given === 'string' ? { model: 'virtio', backend: 'random', device: given } : given;
}
