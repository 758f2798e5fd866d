import { attribute, type Element, isBare, mapChildren, withAttributes } from '#src/xml/element.ts';
import { type DeviceReader, placed } from '../../reader.ts';
import { asNumber } from '../../vocabulary.ts';

/** Attributes in which libvirt records how it attached a PCI bridge. */
function normal(controller: Element): Element {
  const usual = withAttributes(controller, { index: attribute(controller, 'index') ?? undefined });
  return mapChildren(usual, (each) => {
    if (attribute(controller, 'type') !== 'pci') return each.name === 'driver' && isBare(each) ? undefined : each;
    return each;
  });
}

export const controllerReader: DeviceReader = {
  keys: [
    ['@type', 'type'],
    ['@model', 'model'],
    ['@index', 'index', asNumber],
    ['@ports', 'ports', asNumber],
    ['@vectors', 'vectors', asNumber],
    ['driver/@queues', 'queues', asNumber],
    ['driver/@iothread', 'iothread', asNumber],
    ...placed,
  ],
  normal,
};
