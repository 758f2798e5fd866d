import { withoutUsual } from '#src/xml/element.ts';
import { type DeviceReader, placed, valuesOf } from '../../reader.ts';
import { asNumber, asTruth, type Keys } from '../../vocabulary.ts';

const keys: Keys = [
  ['@model', 'model'],
  ['@autodeflate', 'autodeflate', asTruth],
  ['@freePageReporting', 'free_page_reporting', asTruth],
  ['stats/@period', 'stats_period', asNumber],
  ...placed,
];

export const memballoonReader: DeviceReader = {
  keys,
  normal: (balloon) => withoutUsual(balloon, { autodeflate: 'off', freePageReporting: 'off' }),
  read: (balloon) => valuesOf(balloon, keys, { model: 'virtio' }),
};
