import { attribute, child, type Element, isBare, mapChildren, withAttributes, withoutUsual } from '#src/xml/element.ts';
import { type DeviceReader, placed, valuesOf } from '../../reader.ts';
import { asNumber, asTruth, found, type Keys, type Several } from '../../vocabulary.ts';

const virtiofs = (folder: Element) => attribute(child(folder, 'driver'), 'type') === 'virtiofs';

function normal(folder: Element): Element {
  const type = attribute(folder, 'type') ?? 'mount';
  const accessmode = attribute(folder, 'accessmode') ?? (virtiofs(folder) ? undefined : 'passthrough');
  const usual = withAttributes(folder, {
    type,
    accessmode: virtiofs(folder) && accessmode === 'passthrough' ? undefined : accessmode,
  });
  return mapChildren(usual, (each) => {
    if (each.name !== 'driver') return each;
    const rest = withoutUsual(each, { type: 'path' });
    return isBare(rest) ? undefined : rest;
  });
}

/** Of libvirt's driver settings there is one key: virtiofs or not. */
const driver: Several = (folder) => [
  found('driver', virtiofs(folder) ? 'virtiofs' : '9p', folder, 'driver/@type', '@type'),
];

const keys: Keys = [
  driver,
  ['source/@dir', 'source'],
  ['target/@dir', 'target'],
  ['@accessmode', 'accessmode'],
  ['readonly?', 'readonly', asTruth],
  ['driver/@queue', 'queue', asNumber],
  ['binary/@path', 'binary.path'],
  ['binary/@xattr', 'binary.xattr', asTruth],
  ['binary/cache/@mode', 'binary.cache'],
  ['binary/sandbox/@mode', 'binary.sandbox'],
  ['binary/lock/@flock', 'binary.flock', asTruth],
  ['binary/lock/@posix', 'binary.posix_lock', asTruth],
  ...placed,
];

export const filesystemReader: DeviceReader = {
  keys,
  normal,
  read(folder) {
    if ((attribute(folder, 'type') ?? 'mount') !== 'mount') return undefined;
    const values = valuesOf(folder, keys, { accessmode: 'passthrough' });
    return virtiofs(folder) ? { ...values, accessmode: undefined } : values;
  },
};
