import { attribute, child, textOf } from '#src/xml/element.ts';
import { type DeviceReader, numberOf, placed, said } from '../../reader.ts';

export const rngReader: DeviceReader = {
  read(rng) {
    const backend = child(rng, 'backend');
    const rate = child(rng, 'rate');
    return {
      model: attribute(rng, 'model'),
      backend: attribute(backend, 'model'),
      device: textOf(rng, 'backend') || undefined,
      rate: rate && said({ bytes: numberOf(rate, 'bytes'), period: numberOf(rate, 'period') }),
      ...placed(rng),
    };
  },
};
