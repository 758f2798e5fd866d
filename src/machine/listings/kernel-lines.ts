import type { Draft } from './draft.ts';
import { addressPattern, fullAddress } from './function-line.ts';
import type { Line } from './lines.ts';

type Reader = (draft: Draft, match: RegExpExecArray, line: Line) => void;
const expression = (pattern: string) => new RegExp(pattern, 'i');

const group =
  (source: string): Reader =>
  (draft, [, first = '', second = ''], line) => {
    const [number, address] = source === 'path' ? [first, second] : [second, first];
    draft.sources.add('IOMMU groups');
    draft.note(draft.at(fullAddress(address), line), 'group', Number(number), line);
  };

/** sysfs paths and kernel messages with information about a device; other output of dmesg is ignored. */
const readers: [RegExp, Reader][] = [
  [expression(`iommu_groups/(\\d+)/devices/(${addressPattern})`), group('path')],
  [expression(`\\bpci (${addressPattern}): Adding to iommu group (\\d+)`), group('message')],
  [expression(`\\bAdding device (${addressPattern}) to group (\\d+)`), group('message')],
  [
    expression(`\\bpci (${addressPattern}): \\[([0-9a-f]{4}:[0-9a-f]{4})\\] type [0-9a-f]+ class 0x([0-9a-f]{6})`),
    (draft, [, address = '', id = '', kind = ''], line) => {
      const fn = draft.at(fullAddress(address), line);
      draft.sources.add('dmesg');
      draft.note(fn, 'id', id.toLowerCase(), line);
      draft.note(fn, 'class', kind.toLowerCase(), line);
    },
  ],
  [
    // drivers/iommu/intel/iommu.c
    expression(`\\b(${addressPattern}): Device is ineligible for IOMMU domain attach due to platform RMRR`),
    (draft, [, address = ''], line) => {
      const full = fullAddress(address);
      if (!draft.reserved.has(full)) draft.reserved.set(full, line);
    },
  ],
  [
    expression(`\\b(${addressPattern}): new USB bus registered, assigned bus number (\\d+)`),
    (draft, [, address = '', bus = ''], line) => {
      draft.sources.add('dmesg');
      draft.busOf(Number(bus), fullAddress(address), line);
    },
  ],
  [
    expression(`(${addressPattern})/usb(\\d+)\\b`),
    (draft, [, address = '', bus = ''], line) => {
      draft.sources.add('sysfs');
      draft.busOf(Number(bus), fullAddress(address), line);
    },
  ],
  [
    /\busb (\d+)-([\d.]+): new .*device number (\d+)/i,
    (draft, [, bus = '', port = '', device = ''], line) => {
      draft.sources.add('dmesg');
      draft.usbDevice(Number(bus), Number(device), `${bus}-${port}`, line);
    },
  ],
  [
    /\busb (\d+)-([\d.]+): New USB device found, idVendor=([0-9a-f]{4}), idProduct=([0-9a-f]{4})/i,
    (draft, [, bus = '', port = '', vendor = '', product = ''], line) => {
      draft.sources.add('dmesg');
      const device = draft.usbDevice(Number(bus), undefined, `${bus}-${port}`, line);
      device.id ??= `${vendor}:${product}`.toLowerCase();
    },
  ],
  [
    /\busb (\d+)-([\d.]+): Product: (.+)$/i,
    (draft, [, bus = '', port = '', product = ''], line) => {
      draft.sources.add('dmesg');
      draft.usbDevice(Number(bus), undefined, `${bus}-${port}`, line).product ??= product.trim();
    },
  ],
  [
    /iommu_groups\S*:? No such file or directory/i,
    (draft) => {
      draft.sources.add('IOMMU groups');
      draft.saysNoGroups = true;
    },
  ],
  // The table of Proxmox' pvesh get /nodes/NODE/hardware/pci: class, device, id, iommugroup, vendor, name.
  [
    expression(
      `0x([0-9a-f]{6})\\s*[│|]\\s*0x([0-9a-f]{4})\\s*[│|]\\s*(${addressPattern})\\s*[│|]\\s*(-?\\d+)\\s*[│|]\\s*0x([0-9a-f]{4})\\s*[│|]?\\s*([^│|]*)`,
    ),
    (draft, [, kind = '', device = '', address = '', number = '', vendor = '', name = ''], line) => {
      const fn = draft.at(fullAddress(address), line);
      draft.sources.add('IOMMU groups');
      draft.note(fn, 'class', kind.toLowerCase(), line);
      draft.note(fn, 'id', `${vendor}:${device}`.toLowerCase(), line);
      draft.note(fn, 'group', Number(number) < 0 ? null : Number(number), line);
      if (Number(number) < 0) draft.saysNoGroups = true;
      if (name.trim()) fn.name ??= name.trim();
    },
  ],
];

export function readKernelLine(draft: Draft, line: Line): boolean {
  for (const [pattern, read] of readers) {
    const match = pattern.exec(line.text);
    if (match) {
      read(draft, match, line);
      return true;
    }
  }
  return false;
}
