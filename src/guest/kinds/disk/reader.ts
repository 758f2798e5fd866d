import {
  attribute,
  child,
  type Element,
  element,
  isBare,
  mapChildren,
  textOf,
  withAttributes,
  withoutUsual,
} from '#src/xml/element.ts';
import { type DeviceReader, numberOf, placed, truthOf } from '../../reader.ts';

/** The attribute by which a disk of type volume, which is read as the file that it is, remembers its volume. */
export const volumeMark = 'volume-of-pool';

const driverUsual = { name: 'qemu', cache: 'default' };

const byPrefix: Record<string, string> = { hd: 'ide', sd: 'scsi', vd: 'virtio', fd: 'fdc', ub: 'usb' };

export function busOf(disk: Element): string | undefined {
  const target = child(disk, 'target');
  return attribute(target, 'bus') ?? byPrefix[attribute(target, 'dev')?.slice(0, 2) ?? ''];
}

function normal(disk: Element): Element {
  const sourceless = child(disk, 'source') === undefined;
  const device = attribute(disk, 'device') ?? 'disk';
  const type = sourceless ? 'file' : (attribute(disk, 'type') ?? 'file');
  const plain = mapChildren(disk, (each) => {
    if (each.name === 'driver') return driver(each, sourceless);
    // libvirt writes down what it found behind an image; the image says it by itself.
    if (each.name === 'backingStore' || each.name === 'mirror' || each.name === 'readonly') return undefined;
    if (each.name === 'source') {
      const { attributes } = withoutUsual(each, { startupPolicy: 'mandatory' });
      return withAttributes({ ...each, attributes }, { index: undefined, [volumeMark]: undefined });
    }
    if (each.name === 'target') {
      const target = withAttributes(each, { dev: undefined, tray: undefined, bus: busOf(disk) });
      return withoutUsual(target, { removable: 'off' });
    }
    return each;
  });
  const readonly = device === 'cdrom' || child(disk, 'readonly');
  const driven = sourceless || child(disk, 'driver') ? [] : [element('driver', { type: 'raw' })];
  return withAttributes(
    { ...plain, children: [...plain.children, ...driven, ...(readonly ? [element('readonly')] : [])] },
    { type, device },
  );
}

function driver(each: Element, sourceless: boolean): Element | undefined {
  const plain = withoutUsual(each, driverUsual);
  if (!sourceless) return withAttributes(plain, { type: attribute(plain, 'type') ?? 'raw' });
  const empty = withoutUsual(plain, { type: 'raw' });
  return isBare(empty) ? undefined : empty;
}

/** Whether a disk is a block device of the host, for which virt-install and a profile have defaults of their own. */
function isWhole(disk: Element): boolean {
  const file = attribute(child(disk, 'source'), 'file');
  const block = attribute(disk, 'type') === 'block' || file?.startsWith('/dev/') === true;
  return block && (attribute(disk, 'device') ?? 'disk') === 'disk';
}

/** A block device with what QEMU does where nothing is said, so that it is said. */
export function outspoken(disk: Element): Element {
  if (!isWhole(disk)) return disk;
  const given = child(disk, 'driver') ?? element('driver', { name: 'qemu', type: 'raw' });
  const direct = ['none', 'directsync'].includes(attribute(given, 'cache') ?? '');
  const said = withAttributes(given, {
    io: attribute(given, 'io') ?? (direct ? 'threads' : undefined),
    discard: attribute(given, 'discard') ?? 'ignore',
  });
  return { ...disk, children: [...disk.children.filter(({ name }) => name !== 'driver'), said] };
}

export const diskReader: DeviceReader = {
  normal,
  read(disk) {
    const source = child(disk, 'source');
    const type = attribute(disk, 'type') ?? 'file';
    const device = attribute(disk, 'device') ?? 'disk';
    const file = attribute(source, 'file');
    const dev = attribute(source, 'dev');
    const place = placeOf(source);
    const driver = child(disk, 'driver');
    const target = child(disk, 'target');
    if (source ? place === undefined || !(type === 'file' ? file : type === 'block' && dev) : device === 'disk')
      return undefined;
    const whole = isWhole(disk);
    const said = {
      ...place,
      device,
      bus: busOf(disk),
      format: source && (attribute(driver, 'type') ?? 'raw'),
      cache: attribute(driver, 'cache') ?? (whole ? 'default' : undefined),
      io: attribute(driver, 'io'),
      discard: attribute(driver, 'discard'),
      detect_zeroes: attribute(driver, 'detect_zeroes'),
      iothread: numberOf(driver, 'iothread'),
      queues: numberOf(driver, 'queues'),
      copy_on_read: truthOf(driver, 'copy_on_read'),
      error_policy: attribute(driver, 'error_policy'),
      rerror_policy: attribute(driver, 'rerror_policy'),
      readonly: device !== 'cdrom' && child(disk, 'readonly') ? true : undefined,
      shareable: child(disk, 'shareable') ? true : undefined,
      removable: truthOf(target, 'removable'),
      rotation_rate: numberOf(target, 'rotation_rate'),
      serial: textOf(disk, 'serial'),
      wwn: textOf(disk, 'wwn'),
      logical_block_size: numberOf(child(disk, 'blockio'), 'logical_block_size'),
      physical_block_size: numberOf(child(disk, 'blockio'), 'physical_block_size'),
      startup_policy: attribute(source, 'startupPolicy'),
      ...placed(disk),
    };
    return said;
  },
};

function placeOf(source: Element | undefined): Record<string, string> | undefined {
  const volume = attribute(source, volumeMark);
  if (volume !== undefined) return { volume };
  const file = attribute(source, 'file');
  if (file !== undefined) return file.startsWith('/dev/') ? { block: file } : { path: file };
  const dev = attribute(source, 'dev');
  return dev === undefined ? undefined : { block: dev };
}
