import { attribute, child, type Element, isBare, mapChildren, withAttributes, withoutUsual } from '#src/xml/element.ts';
import { type DeviceReader, numberOf, placed } from '../../reader.ts';

/** What libvirt has written down about the way in which it plugs a PCI bridge. */
function normal(controller: Element): Element {
  const usual = withAttributes(controller, { index: attribute(controller, 'index') ?? undefined });
  return mapChildren(usual, (each) => {
    if (attribute(controller, 'type') !== 'pci') return each.name === 'driver' && isBare(each) ? undefined : each;
    if (each.name === 'model') return undefined;
    return each.name === 'target' && !attribute(each, 'hotplug') ? undefined : withoutUsual(each, {});
  });
}

export const controllerReader: DeviceReader = {
  normal,
  read(controller) {
    const driver = child(controller, 'driver');
    return {
      type: attribute(controller, 'type'),
      model: attribute(controller, 'model'),
      index: numberOf(controller, 'index'),
      ports: numberOf(controller, 'ports'),
      vectors: numberOf(controller, 'vectors'),
      queues: numberOf(driver, 'queues'),
      iothread: numberOf(driver, 'iothread'),
      ...placed(controller),
    };
  },
};
