import type { Guest } from '#src/host/guest.ts';
import { attributes, listOf, yesNo } from '../../attributes.ts';
import { supports } from '../../os-variants.ts';
import { placedView } from '../address/view.ts';
import { enablesGl, hasSpice, screensOf } from '../graphics/screens.ts';

export type Model = 'virtio' | 'qxl' | 'vga' | 'bochs' | 'cirrus' | 'vmvga' | 'ramfb';
type Card = Exclude<NonNullable<Guest['video']>, string | unknown[]>;

/** The graphics cards of a guest, each with its model. */
export function cardsOf(guest: Guest): (Card & { model: Model })[] {
  const { video } = guest;
  if (video === undefined) return screensOf(guest).length > 0 ? [{ model: defaultModel(guest) }] : [];
  const given: Card[] = typeof video === 'string' ? (video === 'none' ? [] : [{ model: video }]) : listOf(video);
  return given.map((card) => ({ ...card, model: card.model ?? defaultModel(guest) }));
}

/** virt-install 4's choice (virtinst/devices/video.py, default_model). */
function defaultModel(guest: Guest): Model {
  if ((hasSpice(guest) && enablesGl(guest)) || supports(guest, 'virtio-gpu')) return 'virtio';
  if (hasSpice(guest)) return 'qxl';
  return guest.boot.firmware === 'uefi' ? 'bochs' : 'vga';
}

/** Template values of one graphics card. */
export function videoView(card: Card & { model: Model }, guest: Guest): object {
  const { model, vram, ram, vgamem, heads, primary, accel3d } = card;
  const drawn = accel3d ?? (model === 'virtio' && enablesGl(guest) ? true : undefined);
  return {
    model: { type: model, vram, ram, vgamem, heads, primary: yesNo(primary) },
    acceleration: attributes({ accel3d: yesNo(drawn) }),
    placed: placedView(card),
  };
}
