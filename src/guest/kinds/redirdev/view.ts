import type { Guest } from '#src/host/guest.ts';
import { usbOff } from '../controller/usb.ts';
import { hasSpice } from '../graphics/screens.ts';

/** Template values of the redirected USB devices; they have no settings. */
export function redirdevViews(guest: Guest): object[] {
  const usual = hasSpice(guest) && !usbOff(guest) ? 2 : 0;
  return Array.from({ length: guest.redirdevs ?? usual }, () => ({}));
}
