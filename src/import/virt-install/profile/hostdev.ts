import { selector } from '#src/guest/kinds/hostdev/reader.ts';
import { changed } from '../marked.ts';
import type { Node } from '../tree.ts';
import { keepDevice, take } from './carry.ts';
import type { Quirks } from './quirks.ts';

/** Whether the name identifies the device without looking it up on the original host. */
function isNamed(node: Node): boolean {
  const address = node.find('source/address');
  const type = node.get('@type')?.value;
  if (type === 'pci' && !address?.get('@slot')) return false;
  return selector(node).length > 0 && !(type === 'usb' && address);
}

/** One device of the host. PCI devices, USB devices by id and mediated devices have keys; others become XML. */
export const hostdev: Quirks = {
  asXml(node, draft) {
    if (isNamed(node)) return false;
    if (node.isEmpty()) return true;
    const why = 'there is no key for a device named like this, so it was put under xml.devices';
    return keepDevice(node, draft, { '@mode': 'subsystem', '@managed': 'yes' }, why);
  },
  named: true,
  redundant: { '@managed': 'yes', '@model': 'vfio-pci' },
  generated: ['source'],
  before(node, draft) {
    const driver = take(node, 'driver/@name');
    if (!driver) return;
    const why =
      driver.value === 'vfio' ? 'vfio is the default' : 'libvirt assigns devices of QEMU guests with vfio only';
    draft.leftovers.push(changed(driver.mark, why));
  },
  after(node) {
    for (const each of node.find('source')?.children ?? [])
      if (['vendor', 'product', 'address'].includes(each.name)) each.taken = true;
  },
};
