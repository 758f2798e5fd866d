import type { Guest } from '#src/host/guest.ts';
import { listOf } from '../../attributes.ts';
import { isQ35 } from '../../machine-type.ts';
import { placedView } from '../address/view.ts';
import { hasSpice } from '../graphics/screens.ts';

type Card = Exclude<NonNullable<Guest['sound']>, string | unknown[]>;

/** Template values of the sound cards. */
export function soundViews(guest: Guest): object[] {
  return soundCards(guest).map((card) => ({ model: card.model, placed: placedView(card) }));
}

function soundCards(guest: Guest): Card[] {
  const { sound, machine } = guest;
  if (sound === undefined) return hasSpice(guest) ? [{ model: isQ35(machine) ? 'ich9' : 'ich6' }] : [];
  if (typeof sound === 'string') return sound === 'none' ? [] : [{ model: sound }];
  return listOf(sound);
}
