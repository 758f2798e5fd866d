import type { Handler } from '../building.ts';
import { lost } from '../marked.ts';

/** USB 2 with its companions, as virtinst/devices/controller.py makes it (get_usb2_controllers). */
const usb2 = ['ehci1', 'uhci1', 'uhci2', 'uhci3'];

/** `--controller usb2`, `num_pcie_root_ports=` and an address in one word. */
export const controller: Handler = {
  before(pairs, { value, mark }, { domain, asked }) {
    const devices = domain.find('devices', mark)!;
    if (value!.value === 'usb2') {
      for (const [index, model] of usb2.entries()) {
        const node = devices.add('controller', mark);
        node.set('@type', 'usb', mark);
        node.set('@model', `ich9-${model}`, mark);
        if (index > 0) node.set('master/@startport', String(2 * (index - 1)), mark);
      }
      return null;
    }
    if (value!.value === 'usb3') {
      const node = devices.add('controller', mark);
      for (const [name, text] of [
        ['@type', 'usb'],
        ['@model', 'qemu-xhci'],
        ['@ports', '15'],
      ] as const)
        node.set(name, text, mark);
      return null;
    }
    const ports = pairs.get('num_pcie_root_ports');
    if (ports) asked.set('root ports', { ...mark, value: ports.value?.value ?? '', offset: ports.offset });
    return ports ? null : pairs;
  },
  calls: {
    'set_address_cb()': (node, value, mark, { leftovers }) => {
      const [, domain = '0', bus = '', slot = '', fn = ''] = /^(?:(\w+):)?(\w+):(\w+)\.(\w+)$/.exec(value) ?? [];
      if (slot === '') leftovers.push(lost(mark, 'it is not a PCI address', 'Write an address such as 0:0:4.0.'));
      else {
        for (const [name, text] of Object.entries({ type: 'pci', domain, bus, slot, function: fn }))
          node.set(`address/@${name}`, text, mark);
      }
    },
  },
};
