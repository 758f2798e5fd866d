import { attribute, child, type Element } from '#src/xml/element.ts';
import { type DeviceReader, placed, truthOf } from '../../reader.ts';

/** A PC comes with both, and libvirt adds them to the definition. */
export function comesWithMachine(device: Element): boolean {
  return (
    device.name === 'input' &&
    attribute(device, 'bus') === 'ps2' &&
    ['mouse', 'keyboard'].includes(attribute(device, 'type') ?? '')
  );
}

export const inputReader: DeviceReader = {
  read(input) {
    const source = child(input, 'source');
    return {
      type: attribute(input, 'type'),
      bus: attribute(input, 'bus'),
      model: attribute(input, 'model'),
      source: attribute(source, 'dev') ?? attribute(source, 'evdev'),
      grab: attribute(source, 'grab'),
      repeat: truthOf(source, 'repeat'),
      ...placed(input),
    };
  },
};
