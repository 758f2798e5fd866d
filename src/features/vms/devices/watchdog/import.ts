import { attribute, withAttributes } from '../../../../import/xml/element.ts';
import { type DeviceReader, placed } from '../../../../import/xml/said.ts';

export const watchdogReader: DeviceReader = {
  normal: (watchdog) => withAttributes(watchdog, { action: attribute(watchdog, 'action') ?? 'reset' }),
  read: (watchdog) => ({
    model: attribute(watchdog, 'model'),
    action: attribute(watchdog, 'action'),
    ...placed(watchdog),
  }),
};
