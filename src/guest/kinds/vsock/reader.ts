import { attribute, child, mapChildren, withAttributes } from '#src/xml/element.ts';
import { type DeviceReader, numberOf, placed, truthOf } from '../../reader.ts';

export const vsockReader: DeviceReader = {
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
    const cid = child(vsock, 'cid');
    const auto = truthOf(cid, 'auto') || attribute(cid, 'address') === undefined;
    return { cid: auto ? 'auto' : numberOf(cid, 'address'), model: attribute(vsock, 'model'), ...placed(vsock) };
  },
};
