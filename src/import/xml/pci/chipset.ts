import { attribute, type Element } from '#src/xml/element.ts';
import { attachmentOf } from './devices.ts';
import type { Place, Slots } from './slots.ts';
import { statedPlace } from './stated.ts';

const typeOf = (each: Element) => (each.name === 'controller' ? attribute(each, 'type') : undefined);
const modelOf = (each: Element) => attribute(each, 'model');

/** libvirt keeps controllers of one type together, by index (domain_conf.c, virDomainControllerInsertPreAlloced). */
export function controllersByType(controllers: readonly Element[]): Element[] {
  const types = [...new Set(controllers.map(typeOf))];
  const index = (each: Element) => Number(attribute(each, 'index') ?? 0);
  return types.flatMap((type) =>
    controllers.filter((each) => typeOf(each) === type && type !== 'pci').sort((a, b) => index(a) - index(b)),
  );
}

/**
 * The devices that the chipset has at a fixed place, or that libvirt tries to put where real hardware has them
 * (qemuDomainValidateDevicePCISlotsPIIX3 and …Q35).
 */
export function* chipset(devices: readonly Element[], slots: Slots, q35: boolean): Generator<[Element, Place]> {
  const free = (each: Element) => statedPlace(each) === undefined;
  const controllers = controllersByType(devices.filter(({ name }) => name === 'controller')).filter(free);
  const first = (type: string) =>
    controllers.find((each) => typeOf(each) === type && (attribute(each, 'index') ?? '0') === '0');
  const fixed = q35
    ? ([[first('sata'), 0x1f, 2]] as const)
    : ([
        [first('ide'), 1, 1],
        [controllers.find((each) => modelOf(each) === 'piix3-uhci'), 1, 2],
      ] as const);
  for (const [device, slot, fn] of fixed) if (device) yield [device, slots.take({ bus: 0, slot, fn })];
  for (const fn of [0, 3]) slots.take({ bus: 0, slot: q35 ? 0x1f : 1, fn });
  if (q35)
    for (const usb of controllers.filter((each) => modelOf(each) === 'ich9-uhci1')) {
      const slot = [0x1d, 0x1a].find((each) => slots.isFree(0, each));
      if (slot !== undefined) yield [usb, slots.take({ bus: 0, slot, fn: 0, shared: true })];
    }
  const screen = devices.find(({ name }) => name === 'video');
  const slotOfScreen = q35 ? 1 : 2;
  if (screen && free(screen) && attachmentOf(screen) !== 'none' && slots.isFree(0, slotOfScreen))
    yield [screen, slots.take({ bus: 0, slot: slotOfScreen, fn: 0 })];
  const sound = devices.find((each) => each.name === 'sound' && modelOf(each) === 'ich9' && free(each));
  if (q35 && sound && slots.isFree(0, 0x1b)) yield [sound, slots.take({ bus: 0, slot: 0x1b, fn: 0 })];
}

/** Whether a device of plain PCI needs no bridge on q35, because the chipset has a place for it. */
export function hasPlaceOfChipset(device: Element, devices: readonly Element[]): boolean {
  const first = (name: string) => devices.find((each) => each.name === name) === device;
  if (device.name === 'video') return first('video');
  if (device.name === 'sound') return first('sound') && modelOf(device) === 'ich9';
  return typeOf(device) === 'sata' || /^ich9-/.test(modelOf(device) ?? '');
}
