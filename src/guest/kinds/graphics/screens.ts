import type { Guest } from '#src/host/guest.ts';

export type Screen = Exclude<Guest['graphics'], string | unknown[]>;

/** The screens of a guest. */
export function screensOf({ graphics }: Pick<Guest, 'graphics'>): Screen[] {
  if (graphics === 'none') return [];
  if (typeof graphics === 'string') return [{ type: graphics }];
  return Array.isArray(graphics) ? graphics : [graphics];
}

export function hasSpice(guest: Pick<Guest, 'graphics'>): boolean {
  return screensOf(guest).some(({ type }) => type === 'spice');
}

/** Whether something of the guest draws with the host's card. */
export function hasGl(guest: Pick<Guest, 'graphics'>): boolean {
  return screensOf(guest).some(({ gl }) => gl !== undefined && gl !== false);
}

/** As virt-install has it (virtinst/guest.py, has_gl): egl-headless, which says a file and nothing else, turns none on. */
export function turnsGlOn(guest: Pick<Guest, 'graphics'>): boolean {
  return screensOf(guest).some(({ type, gl }) => gl === true || (typeof gl === 'object' && type !== 'egl-headless'));
}
