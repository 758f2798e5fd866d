import { attribute, withAttributes } from '#src/xml/element.ts';
import { type DeviceReader, placed } from '../../reader.ts';

export const watchdogReader: DeviceReader = {
  keys: [['@model', 'model'], ['@action', 'action'], ...placed],
  normal: (watchdog) => withAttributes(watchdog, { action: attribute(watchdog, 'action') ?? 'reset' }),
};
