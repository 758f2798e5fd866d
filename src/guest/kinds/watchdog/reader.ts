import { attribute, withAttributes } from '#src/xml/element.ts';
import { type DeviceReader, placed } from '../../reader.ts';

export const watchdogReader: DeviceReader = {
  normal: (watchdog) => withAttributes(watchdog, { action: attribute(watchdog, 'action') ?? 'reset' }),
  read: (watchdog) => ({
    model: attribute(watchdog, 'model'),
    action: attribute(watchdog, 'action'),
    ...placed(watchdog),
  }),
};
