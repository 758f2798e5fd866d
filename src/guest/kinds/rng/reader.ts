import { type DeviceReader, placed } from '../../reader.ts';
import { asNumber } from '../../vocabulary.ts';

export const rngReader: DeviceReader = {
  keys: [
    ['@model', 'model'],
    ['backend/@model', 'backend'],
    ['backend', 'device'],
    ['rate/@bytes', 'rate.bytes', asNumber],
    ['rate/@period', 'rate.period', asNumber],
    ...placed,
  ],
};
