import { attribute } from '#src/xml/element.ts';
import type { DeviceReader } from '../../reader.ts';

/** Redirection over spice has no settings except the number of devices. */
export const redirdevReader: DeviceReader = {
  keys: [],
  read: (redirdev) =>
    attribute(redirdev, 'bus') === 'usb' && attribute(redirdev, 'type') === 'spicevmc' ? {} : undefined,
};
