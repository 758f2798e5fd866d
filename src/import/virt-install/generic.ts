import { isQ35 } from '../../guest/machine-type.ts';
import { supports } from '../../guest/os-variants.ts';
import type { Building } from './building.ts';
import { handlers } from './handlers/index.ts';
import { Text } from './text.ts';
import type { Node } from './tree.ts';

/** The machine type of a guest. */
export function machineOf(domain: Node, variant: string | undefined, generic: boolean): string {
  return domain.get('os/type/@machine')?.value ?? (!generic && supports({ os_variant: variant }, 'q35') ? 'q35' : 'pc');
}

/** `--sound` by itself (virtinst/devices/sound.py, _default_model). */
export function soundCard(domain: Node, machine: string): void {
  for (const card of domain.find('devices')?.all('sound') ?? []) {
    if (!card.get('@model')) card.set('@model', isQ35(machine) ? 'ich9' : 'ich6', card.mark);
  }
}

/**
 * To virt-install the system `generic` can drive nothing of virtio, USB 3 or Q35. No system of osinfo-db is that, and a
 * guest without one is of today: what generic comes to is said in keys.
 */
export function genericDevices({ domain, without, leftovers, asked }: Building): void {
  const { mark } = domain;
  const devices = domain.find('devices', mark)!;
  const machine = machineOf(domain, undefined, true);
  domain.set('os/type/@machine', machine, mark);
  for (const disk of devices.all('disk')) {
    const device = disk.get('@device')?.value ?? 'disk';
    if (!disk.get('target/@bus') && device !== 'floppy' && device !== 'lun')
      disk.set('target/@bus', isQ35(machine) ? 'sata' : 'ide', mark);
  }
  for (const card of devices.all('interface')) {
    if (!card.get('model/@type')) card.set('model/@type', isQ35(machine) ? 'e1000e' : 'e1000', mark);
  }
  const has = (name: string, type?: string) =>
    devices.all(name).some((each) => !type || each.get('@type')?.value === type);
  const scsi = devices.all('disk').some((each) => each.get('target/@bus')?.value === 'scsi');
  if (scsi && !has('controller', 'scsi')) {
    const controller = devices.add('controller', mark);
    controller.set('@type', 'scsi', mark);
    controller.set('@model', 'lsilogic', mark);
  }
  if (!has('controller', 'usb')) {
    const use = { name: 'controller', flag: '--controller', value: new Text('usb2', [], mark.offset) };
    const usb2 = { ...use, mark: asked.get('generic') ?? mark };
    handlers.controller!.before!(new Map(), usb2, { domain, without, leftovers, asked: new Map(), uses: [] });
  }
  // virt-install adds a channel only for spice, its default type of graphics.
  const spice = devices.all('graphics').some((each) => (each.get('@type')?.value ?? 'spice') === 'spice');
  if (spice && !has('channel') && !without.has('channel')) devices.add('channel', mark).set('@type', 'spicevmc', mark);
  for (const kind of ['channel', 'rng']) if (!has(kind)) without.add(kind);
}
