import type { Call, Handler } from '../building.ts';
import { lost } from '../marked.ts';

const hex = (value: string, digits: number) => `0x${value.replace(/^0x/i, '').toLowerCase().padStart(digits, '0')}`;

/** A device by libvirt's name for it, by its PCI address, by vendor and product, or by USB bus and number. */
const byName: Call = (node, value, mark, { leftovers }) => {
  const set = (values: Record<string, string>) => {
    for (const [place, text] of Object.entries(values)) node.set(place, text, mark);
  };
  const capability = { net: 'interface', misc: 'char', storage: 'block' }[node.get('@type')?.value ?? ''];
  if (capability) return set({ '@mode': 'capabilities', [`source/${capability}`]: value });
  const pci =
    /^pci_(\w{4})_(\w{2})_(\w{2})_(\w)$/.exec(value) ??
    /^(?:(?:0x)?(\w{1,4}):)?(?:0x)?(\w{1,2}):(?:0x)?(\w{1,2})\.(\w)$/.exec(value);
  if (pci) {
    const [, domain = '0', bus = '', slot = '', fn = ''] = pci;
    const parts = { domain: hex(domain, 4), bus: hex(bus, 2), slot: hex(slot, 2), function: hex(fn, 1) };
    return set({
      '@type': 'pci',
      ...Object.fromEntries(Object.entries(parts).map(([key, text]) => [`source/address/@${key}`, text])),
    });
  }
  const [, vendor, product] =
    /^(?:usb_device_)?(?:0x)?([0-9a-f]{1,4})[:_](?:0x)?([0-9a-f]{1,4})(?:_.*)?$/i.exec(value) ?? [];
  if (vendor && product && !/^usb_\d{3}_\d{3}$/.test(value))
    return set({ '@type': 'usb', 'source/vendor/@id': hex(vendor, 4), 'source/product/@id': hex(product, 4) });
  const [, bus, device] = /^(\d{1,3})\.(\d{1,3})$/.exec(value) ?? [];
  if (bus && device)
    return set({
      '@type': 'usb',
      'source/address/@bus': String(Number(bus)),
      'source/address/@device': String(Number(device)),
    });
  const uuid = /^mdev_([0-9a-f]{8}(?:_[0-9a-f]{4}){3}_[0-9a-f]{12})/.exec(value)?.[1];
  if (uuid) return set({ '@type': 'mdev', '@model': 'vfio-pci', 'source/address/@uuid': uuid.replaceAll('_', '-') });
  leftovers.push(
    lost(
      mark,
      'only its own host knows which device this name refers to',
      'Add the device by its address under hostdevs:.',
    ),
  );
};

/** `--hostdev NAME`. */
export const hostdev: Handler = { calls: { 'set_name_cb()': byName } };
