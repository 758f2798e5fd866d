import { attribute, type Element, mapChildren, withoutUsual } from '#src/xml/element.ts';
import { type DeviceReader, placed } from '../../reader.ts';
import { asNumber, asTruth } from '../../vocabulary.ts';

/** The default amounts of memory, in KiB, that libvirt writes (virDomainVideoDefaultRAM, and for qxl). */
const amounts: Record<string, Record<string, string | string[]>> = {
  qxl: { ram: '65536', vram: '65536', vgamem: '16384' },
  vga: { vram: ['16384', '9216'] },
  bochs: { vram: '16384' },
  cirrus: { vram: ['16384', '9216'] },
  vmvga: { vram: ['16384', '9216'] },
};

function normal(video: Element, index: number): Element {
  return mapChildren(video, (each) => {
    if (each.name !== 'model') return each;
    const usual = { heads: '1', ...(index === 0 ? { primary: 'yes' } : {}) };
    return withoutUsual(each, { ...usual, ...amounts[attribute(each, 'type') ?? ''] });
  });
}

export const videoReader: DeviceReader = {
  keys: [
    ['model/@type', 'model'],
    ['model/@vram', 'vram', asNumber],
    ['model/@ram', 'ram', asNumber],
    ['model/@vgamem', 'vgamem', asNumber],
    ['model/@heads', 'heads', asNumber],
    ['model/@primary', 'primary', asTruth],
    ['model/acceleration/@accel3d', 'accel3d', asTruth],
    ...placed,
  ],
  normal,
};
