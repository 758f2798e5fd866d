import { attribute, child, withoutUsual } from '#src/xml/element.ts';
import { type DeviceReader, numberOf, placed, truthOf } from '../../reader.ts';

export const memballoonReader: DeviceReader = {
  normal: (balloon) => withoutUsual(balloon, { autodeflate: 'off', freePageReporting: 'off' }),
  read: (balloon) => ({
    model: attribute(balloon, 'model') ?? 'virtio',
    autodeflate: truthOf(balloon, 'autodeflate'),
    free_page_reporting: truthOf(balloon, 'freePageReporting'),
    stats_period: numberOf(child(balloon, 'stats'), 'period'),
    ...placed(balloon),
  }),
};
