import { attribute, type Element } from '#src/xml/element.ts';
import { type DeviceReader, placed } from '../../reader.ts';
import { asTruth } from '../../vocabulary.ts';

/** A PC has both, and libvirt adds them to the definition. */
export function comesWithMachine(device: Element): boolean {
  return (
    device.name === 'input' &&
    attribute(device, 'bus') === 'ps2' &&
    ['mouse', 'keyboard'].includes(attribute(device, 'type') ?? '')
  );
}

export const inputReader: DeviceReader = {
  keys: [
    ['@type', 'type'],
    ['@bus', 'bus'],
    ['@model', 'model'],
    ['source/@evdev', 'source'],
    ['source/@dev', 'source'],
    ['source/@grab', 'grab'],
    ['source/@repeat', 'repeat', asTruth],
    ...placed,
  ],
};
