import { attribute, child, type Element, mapChildren, withAttributes, withoutUsual } from '#src/xml/element.ts';
import { type DeviceReader, valuesOf } from '../../reader.ts';
import { asTruth, type Keys } from '../../vocabulary.ts';

function normal(tpm: Element): Element {
  const usual = withAttributes(tpm, { model: attribute(tpm, 'model') ?? 'tpm-tis' });
  return mapChildren(usual, (each) =>
    each.name === 'backend' ? withoutUsual(each, { version: '2.0', persistent_state: 'no' }) : each,
  );
}

const keys: Keys = [
  ['backend/@type', 'type'],
  ['@model', 'model'],
  ['backend/@version', 'version'],
  ['backend/device/@path', 'path'],
  ['backend/@persistent_state', 'persistent_state', asTruth],
];

export const tpmReader: DeviceReader = {
  keys,
  normal,
  read(tpm) {
    const type = attribute(child(tpm, 'backend'), 'type');
    return type === 'emulator' || type === 'passthrough' ? valuesOf(tpm, keys, { model: 'tpm-tis' }) : undefined;
  },
};
