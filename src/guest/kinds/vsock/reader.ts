import { child, mapChildren, withAttributes } from '#src/xml/element.ts';
import { type DeviceReader, placed, truthOf, valuesOf } from '../../reader.ts';
import { asNumber, found, type Keys, type Several } from '../../vocabulary.ts';

const automatic: Several = (vsock) =>
  truthOf(child(vsock, 'cid'), 'auto') ? [found('cid', 'auto', vsock, 'cid/@auto')] : [];

const keys: Keys = [['@model', 'model'], automatic, ['cid/@address', 'cid', asNumber], ...placed];

export const vsockReader: DeviceReader = {
  keys,
  // With auto, the address of a running guest is the one that was free.
  normal: (vsock) =>
    mapChildren(vsock, (each) =>
      each.name === 'cid'
        ? truthOf(each, 'auto')
          ? withAttributes(each, { address: undefined })
          : withAttributes(each, { auto: undefined })
        : each,
    ),
  read(vsock) {
    const values = valuesOf(vsock, keys, { cid: 'auto' });
    return truthOf(child(vsock, 'cid'), 'auto') ? { ...values, cid: 'auto' } : values;
  },
};
