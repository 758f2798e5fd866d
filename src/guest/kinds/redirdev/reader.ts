import { attribute } from '#src/xml/element.ts';
import type { DeviceReader } from '../../reader.ts';

/** There is nothing to say of those on spice but how many there are. */
export const redirdevReader: DeviceReader = {
  keys: [],
  read: (redirdev) =>
    attribute(redirdev, 'bus') === 'usb' && attribute(redirdev, 'type') === 'spicevmc' ? {} : undefined,
};
