import type { Handler } from '../building.ts';
import { lost } from '../marked.ts';
import { truth } from '../truth.ts';

const devices = ['hd', 'cdrom', 'fd', 'network'];

/** `--boot cdrom,hd,uefi,...`: kinds of devices are given without a value, in boot order. */
export const boot: Handler = {
  before(pairs, use, { asked, domain }) {
    const order = [...pairs.keys()].filter((key) => devices.includes(key));
    if (order.length > 0) {
      const os = domain.find('os', use.mark)!;
      for (const old of os.all('boot')) os.children.splice(os.children.indexOf(old), 1);
      for (const [index, key] of order.entries()) {
        os.set(`boot[${index + 1}]/@dev`, key, {
          where: `${use.flag} ${key}`,
          value: key,
          offset: pairs.get(key)!.offset,
        });
        pairs.delete(key);
      }
    }
    const uefi = pairs.get('uefi');
    // Any value enables it, as in virt-install.
    if (uefi) asked.set('uefi', { where: `${use.flag} uefi`, value: uefi.value?.value ?? '', offset: uefi.offset });
    pairs.delete('uefi');
    return pairs;
  },
  calls: {
    'set_domain_type_cb()': (_, value, mark, { domain }) => domain.set('@type', value, mark),
    'set_emulator_cb()': (_, value, mark, { domain }) => domain.set('devices/emulator', value, mark),
    'set_bootloader_cb()': (_, value, mark, { domain }) => domain.set('bootloader', value, mark),
    'set_bootloader_args_cb()': (_, value, mark, { domain }) => domain.set('bootloader_args', value, mark),
    'refresh_machine_type_cb()': (_, value, mark, { leftovers }) => {
      if (truth(value))
        leftovers.push(
          lost(mark, 'the newest version of a machine type depends on the host', 'Write machine: q35 or pc.'),
        );
    },
    'set_initargs_cb()': (node, value, mark) => {
      for (const [index, word] of value.split(/\s+/).entries()) node.set(`initarg[${index + 1}]`, word, mark);
    },
  },
};
