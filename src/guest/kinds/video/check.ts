import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import { asList, type Entry, keysWithoutEffect, notAllowedFor, type Owners, outOfRange } from '../../rules.ts';
import { cardsOf, type Model } from './view.ts';

/** For each key of a graphics card, the models that have it. */
const cards: Owners = { ram: ['qxl'], vgamem: ['qxl'] };

export function videoKeys(guest: Guest, at: Path): Problem[] {
  return asList(guest.video, [...at, 'video']).flatMap(([path, each], index) =>
    keysWithoutEffect(path, each, cardsOf(guest)[index]!.model, cards, 'model'),
  );
}

export function videoTogether(guest: Guest, at: Path): Problem[] {
  const primary = Math.max(
    0,
    cardsOf(guest).findIndex((card) => card.primary),
  );
  return asList(guest.video, [...at, 'video']).flatMap(([path, card], index) => {
    const { model } = cardsOf(guest)[index]!;
    const second = index !== primary && ['vga', 'cirrus', 'vmvga'].includes(model);
    return [
      ...(second ? [notAllowedFor([...path, 'model'], model, 'a secondary video card', ['the first card'])] : []),
      ...drawing(path, card, model),
    ];
  });
}

function drawing(path: Path, { heads, vgamem, accel3d }: Entry, model: Model): Problem[] {
  const size = Number(vgamem ?? 1024);
  return [
    ...(accel3d && model !== 'virtio' ? [notAllowedFor([...path, 'accel3d'], 'accel3d', model, ['virtio'])] : []),
    ...(Number(heads ?? 1) > 1 && !['virtio', 'qxl'].includes(model)
      ? [notAllowedFor([...path, 'heads'], 'several heads', model, ['virtio', 'qxl'])]
      : []),
    ...(size < 1024 || !Number.isInteger(Math.log2(size))
      ? [outOfRange([...path, 'vgamem'], 'vgamem', vgamem, model, 'a power of two, 1024 (KiB) or more')]
      : []),
  ];
}
