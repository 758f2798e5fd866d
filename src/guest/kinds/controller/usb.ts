import type { Guest } from '#src/host/guest.ts';

/** Whether the guest has no USB at all. */
export function usbOff({ controllers }: Pick<Guest, 'controllers'>): boolean {
  const usb = controllers.filter(({ type }) => type === 'usb');
  return usb.length > 0 && usb.every(({ model }) => model === 'none');
}
