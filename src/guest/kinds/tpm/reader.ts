import { attribute, child, type Element, mapChildren, withAttributes, withoutUsual } from '#src/xml/element.ts';
import { type DeviceReader, truthOf } from '../../reader.ts';

function normal(tpm: Element): Element {
  const usual = withAttributes(tpm, { model: attribute(tpm, 'model') ?? 'tpm-tis' });
  return mapChildren(usual, (each) =>
    each.name === 'backend' ? withoutUsual(each, { version: '2.0', persistent_state: 'no' }) : each,
  );
}

export const tpmReader: DeviceReader = {
  normal,
  read(tpm) {
    const backend = child(tpm, 'backend');
    const type = attribute(backend, 'type');
    if (type !== 'emulator' && type !== 'passthrough') return undefined;
    return {
      type,
      model: attribute(tpm, 'model') ?? 'tpm-tis',
      version: attribute(backend, 'version'),
      path: attribute(child(backend, 'device'), 'path'),
      persistent_state: truthOf(backend, 'persistent_state'),
    };
  },
};
