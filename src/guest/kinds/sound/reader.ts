import { attribute } from '#src/xml/element.ts';
import { type DeviceReader, placed } from '../../reader.ts';

export const soundReader: DeviceReader = {
  read: (sound) => ({ model: attribute(sound, 'model'), ...placed(sound) }),
};
