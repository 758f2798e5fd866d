import { attribute, child, type Element, isBare, mapChildren, withAttributes, withoutUsual } from '#src/xml/element.ts';
import { type DeviceReader, pciAddress, placed, said, truthOf } from '../../reader.ts';

const id = (text: string | undefined) =>
  Number(text ?? 0)
    .toString(16)
    .padStart(4, '0');

function normal(device: Element): Element {
  const usual = withAttributes(device, {
    mode: attribute(device, 'mode') ?? 'subsystem',
    managed: attribute(device, 'managed') ?? 'no',
  });
  return mapChildren(withoutUsual(usual, { display: 'off', ramfb: 'off' }), (each) => {
    if (each.name === 'driver') {
      const rest = withoutUsual(each, { name: 'vfio' });
      return isBare(rest) ? undefined : rest;
    }
    if (each.name === 'rom') {
      const rest = withoutUsual(each, { enabled: 'yes' });
      return isBare(rest) ? undefined : rest;
    }
    return each.name === 'source' ? sourceOf(each) : each;
  });
}

/** A running guest's USB device has an address on its bus, which is another one after it was unplugged. */
function sourceOf(source: Element): Element {
  const plain = withoutUsual(source, { startupPolicy: 'mandatory', writeFiltering: 'yes' });
  const named = child(source, 'vendor') !== undefined;
  return mapChildren(plain, (each) => {
    if (each.name === 'vendor' || each.name === 'product')
      return withAttributes(each, { id: `0x${id(attribute(each, 'id'))}` });
    if (each.name !== 'address') return each;
    return named ? undefined : withAttributes(each, { type: undefined });
  });
}

export const hostdevReader: DeviceReader = {
  normal,
  read(device) {
    const what = deviceOf(device);
    if (!what || (attribute(device, 'mode') ?? 'subsystem') !== 'subsystem') return undefined;
    return { ...what, managed: truthOf(device, 'managed') ?? false, ...placed(device) };
  },
};

function deviceOf(device: Element): Record<string, unknown> | undefined {
  const source = child(device, 'source');
  const address = child(source, 'address');
  const type = attribute(device, 'type');
  if (type === 'pci' && address) return { pci: pciAddress(address), rom: romOf(child(device, 'rom')) };
  if (type === 'mdev' && address) {
    const screen = { display: truthOf(device, 'display'), ramfb: truthOf(device, 'ramfb') };
    return { mdev: attribute(address, 'uuid')?.toLowerCase(), model: attribute(device, 'model'), ...screen };
  }
  const [vendor, product] = ['vendor', 'product'].map((name) => attribute(child(source, name), 'id'));
  if (type !== 'usb' || vendor === undefined || product === undefined) return undefined;
  return { usb: `${id(vendor)}:${id(product)}`, startup_policy: attribute(source, 'startupPolicy') };
}

function romOf(rom: Element | undefined): unknown {
  if (!rom) return undefined;
  const [bar, file] = [truthOf(rom, 'bar'), attribute(rom, 'file')];
  return bar === false && file === undefined ? 'off' : said({ bar, file });
}
