import {
  attribute,
  child,
  type Element,
  element,
  isBare,
  mapChildren,
  withAttributes,
  withoutUsual,
} from '#src/xml/element.ts';
import { bootable, type DeviceReader, valuesOf } from '../../reader.ts';
import { asLower, asNumber, asTruth, type Found, found, type Keys, textIn } from '../../vocabulary.ts';

/** The attribute that records the volume of a disk of type volume, which is read as its file. */
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
    if (each.name === 'wwn') return { ...each, text: each.text.toLowerCase() };
    // libvirt records the backing chain that it found, but the image itself contains it.
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

/** Whether a disk is a block device of the host, for which virt-install and a profile have different defaults. */
function isWhole(disk: Element): boolean {
  const file = attribute(child(disk, 'source'), 'file');
  const block = attribute(disk, 'type') === 'block' || file?.startsWith('/dev/') === true;
  return block && (attribute(disk, 'device') ?? 'disk') === 'disk';
}

/** Writes out QEMU's defaults for a block device. */
export function withExplicitDefaults(disk: Element): Element {
  if (!isWhole(disk)) return disk;
  const given = child(disk, 'driver') ?? element('driver', { name: 'qemu', type: 'raw' });
  const direct = ['none', 'directsync'].includes(attribute(given, 'cache') ?? '');
  const said = withAttributes(given, {
    io: attribute(given, 'io') ?? (direct ? 'threads' : undefined),
    discard: attribute(given, 'discard') ?? 'ignore',
  });
  return { ...disk, children: [...disk.children.filter(({ name }) => name !== 'driver'), said] };
}

const keys: Keys = [
  sourceOf,
  ['@device', 'device'],
  ['target/@bus', 'bus'],
  ['driver/@type', 'format'],
  ['driver/@cache', 'cache'],
  ['driver/@io', 'io'],
  ['driver/@discard', 'discard'],
  ['driver/@detect_zeroes', 'detect_zeroes'],
  ['driver/@iothread', 'iothread', asNumber],
  ['driver/@queues', 'queues', asNumber],
  ['driver/@copy_on_read', 'copy_on_read', asTruth],
  ['driver/@error_policy', 'error_policy'],
  ['driver/@rerror_policy', 'rerror_policy'],
  ['readonly?', 'readonly', asTruth],
  ['shareable?', 'shareable', asTruth],
  ['target/@removable', 'removable', asTruth],
  ['target/@rotation_rate', 'rotation_rate', asNumber],
  ['serial', 'serial'],
  ['wwn', 'wwn', asLower],
  ['blockio/@logical_block_size', 'logical_block_size', asNumber],
  ['blockio/@physical_block_size', 'physical_block_size', asNumber],
  ['source/@startupPolicy', 'startup_policy'],
  ...bootable,
];

export const diskReader: DeviceReader = {
  keys,
  normal,
  read(disk) {
    const source = child(disk, 'source');
    const type = attribute(disk, 'type') ?? 'file';
    const device = attribute(disk, 'device') ?? 'disk';
    const names = { file: 'file', block: 'dev' }[type];
    if (source ? !names || !attribute(source, names) : device === 'disk') return undefined;
    const values = valuesOf(disk, keys, {
      device,
      cache: isWhole(disk) ? 'default' : undefined,
      format: 'raw',
      bus: busOf(disk),
    });
    return {
      ...values,
      ...(source ? {} : { format: undefined }),
      ...(device === 'cdrom' ? { readonly: undefined } : {}),
    };
  },
};

/** The file, the block device or the volume that the disk is. */
function sourceOf(disk: Element): Found[] {
  const [volume, file, device] = [volumeMark, 'file', 'dev'].map((name) => textIn(disk, `source/@${name}`));
  const path = file ?? device;
  if (volume !== undefined) return [found('volume', volume, disk, `source/@${volumeMark}`)];
  if (path === undefined) return [];
  const block = path === device || path.startsWith('/dev/');
  return [found(block ? 'block' : 'path', path, disk, 'source/@file', 'source/@dev')];
}
