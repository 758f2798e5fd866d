import { busOf } from '#src/guest/kinds/disk/reader.ts';
import { attribute, child, type Element, element } from '#src/xml/element.ts';

const typeOf = (each: Element) => (each.name === 'controller' ? attribute(each, 'type') : undefined);

/** How many disks a controller of each bus takes at most; beyond that libvirt adds another (virDomainDiskDefAssignAddress). */
const room: Record<string, number> = { ide: 4, sata: 6, scsi: 7 };

/**
 * The controllers, and the balloon, that libvirt adds by itself, in its order (qemu_domain.c, qemuDomainDefAddDefaultDevices; domain_conf.c,
 * virDomainDefAddImplicitControllers); undefined where it cannot be seen here how many.
 */
export function impliedDevices(devices: readonly Element[], q35: boolean): Element[] | undefined {
  const has = (type: string) => devices.some((each) => typeOf(each) === type);
  const disks = (bus: string) => devices.filter((each) => each.name === 'disk' && busOf(each) === bus).length;
  const added: string[] = [];
  if (q35 && !has('sata')) added.push('sata');
  for (const bus of ['scsi', 'ide', 'sata']) {
    if (disks(bus) > room[bus]! && !isComplete(devices, bus)) return undefined;
    if (disks(bus) > 0 && !has(bus) && !added.includes(bus)) added.push(bus);
  }
  if (!has('virtio-serial') && devices.some(onVirtioSerial)) added.push('virtio-serial');
  const balloon = devices.some(({ name }) => name === 'memballoon') ? [] : [element('memballoon', { model: 'virtio' })];
  return has('usb') ? [...added.map((type) => element('controller', { type, index: 0 })), ...balloon] : undefined;
}

/** Whether libvirt has written down a place for each disk, and so a controller. */
const isComplete = (devices: readonly Element[], bus: string) =>
  devices.every(
    (each) => each.name !== 'disk' || busOf(each) !== bus || attribute(child(each, 'address'), 'type') === 'drive',
  );

function onVirtioSerial(device: Element): boolean {
  if (device.name === 'channel') return attribute(child(device, 'target'), 'type') === 'virtio';
  return device.name === 'console' && attribute(child(device, 'target'), 'type') === 'virtio';
}
