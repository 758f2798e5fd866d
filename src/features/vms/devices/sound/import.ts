import { attribute } from '../../../../import/xml/element.ts';
import { type DeviceReader, placed } from '../../../../import/xml/said.ts';

export const soundReader: DeviceReader = {
  read: (sound) => ({ model: attribute(sound, 'model'), ...placed(sound) }),
};
