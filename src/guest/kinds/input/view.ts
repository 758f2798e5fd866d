import type { Guest } from '#src/host/guest.ts';
import { any, listOf, onOff } from '../../attributes.ts';
import { placedView } from '../address/view.ts';
import { screensOf } from '../graphics/screens.ts';

type Input = Exclude<NonNullable<Guest['input']>, string | unknown[]>;

/** libvirt's defaults, written out; evdev has no bus. */
const usual = { tablet: 'usb', keyboard: 'ps2', mouse: 'ps2', passthrough: 'virtio', evdev: undefined };

/** Template values of the input devices. */
export function inputViews(guest: Guest): object[] {
  return inputsOf(guest).map((input) => {
    const { type, source, grab, repeat, model } = input;
    const bus = input.bus ?? usual[type];
    const key = type === 'evdev' ? 'dev' : 'evdev';
    const from = source && { [key]: source, grab, repeat: onOff(repeat) };
    const placed = placedView(input);
    return { attributes: { type, bus, model }, inner: any(from, placed), source: from, placed };
  });
}

function inputsOf(guest: Guest): Input[] {
  const { input } = guest;
  if (input === undefined) return screensOf(guest).length > 0 ? [{ type: 'tablet' }] : [];
  if (typeof input === 'string') return input === 'none' ? [] : [{ type: input }];
  return listOf(input);
}
