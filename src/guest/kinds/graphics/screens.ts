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

/** Whether the guest renders with the host's graphics card. */
export function hasGl(guest: Pick<Guest, 'graphics'>): boolean {
  return screensOf(guest).some(({ gl }) => gl !== undefined && gl !== false);
}

/** As virt-install (virtinst/guest.py, has_gl): for egl-headless a render node alone does not enable it. */
export function enablesGl(guest: Pick<Guest, 'graphics'>): boolean {
  return screensOf(guest).some(({ type, gl }) => gl === true || (typeof gl === 'object' && type !== 'egl-headless'));
}
