import { attribute, child, type Element, isBare, mapChildren, withAttributes, withoutUsual } from '#src/xml/element.ts';
import { type DeviceReader, numberOf, placed, said, truthOf } from '../../reader.ts';

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

export const filesystemReader: DeviceReader = {
  normal,
  read(folder) {
    const binary = child(folder, 'binary');
    const lock = child(binary, 'lock');
    if ((attribute(folder, 'type') ?? 'mount') !== 'mount') return undefined;
    return {
      source: attribute(child(folder, 'source'), 'dir'),
      target: attribute(child(folder, 'target'), 'dir'),
      driver: virtiofs(folder) ? 'virtiofs' : '9p',
      accessmode: virtiofs(folder) ? undefined : (attribute(folder, 'accessmode') ?? 'passthrough'),
      readonly: child(folder, 'readonly') ? true : undefined,
      queue: numberOf(child(folder, 'driver'), 'queue'),
      binary:
        binary &&
        said({
          path: attribute(binary, 'path'),
          xattr: truthOf(binary, 'xattr'),
          cache: attribute(child(binary, 'cache'), 'mode'),
          sandbox: attribute(child(binary, 'sandbox'), 'mode'),
          flock: truthOf(lock, 'flock'),
          posix_lock: truthOf(lock, 'posix'),
        }),
      ...placed(folder),
    };
  },
};
