import { advice, isMap, matching, partsOf, type Said, sizeOf, textOf, valueAt, type Word } from './word.ts';

const interfaceName = /^[a-zA-Z][a-zA-Z0-9_.-]{0,14}$/;
const mac = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;
const file = /^(?!.*(^|\/)\.{1,2}(\/|$))(\/[A-Za-z0-9._+@%=:~-]+)+$/;
const volume = /^[A-Za-z0-9][A-Za-z0-9._:+-]*$/;

/** The first name in a part of the profile, such as its first pool. */
function firstName(map: unknown, otherwise: string, wanted: (value: unknown) => boolean = () => true): string {
  const found = isMap(map) ? Object.entries(map).find(([, value]) => wanted(value)) : undefined;
  return found?.[0] ?? otherwise;
}

/** Pools have other names in other tools, so this is one of the profile's own. */
const poolOf = ({ profile }: Said) => firstName(valueAt(profile, 'libvirt', 'pools'), 'default');
const bridgeOf = ({ profile }: Said) =>
  firstName(valueAt(profile, 'network', 'interfaces'), 'br0', (value) => isMap(value) && 'bridge' in value);
const newDisk = (said: Said, size = '20GiB') => ({ volume: `${poolOf(said)}/${said.at[1]}.qcow2`, size });

const buses: Record<string, string> = { scsi: 'scsi', sata: 'sata', ide: 'sata' };

/** `STORAGE:VOLUME,size=20G`, `STORAGE:32` for a new one of 32 GB, or `STORAGE:iso/NAME,media=cdrom`. */
function proxmoxDisk(said: Said): Record<string, unknown> {
  const { head, options } = partsOf(said.value);
  const source = options.file ?? head;
  const cdrom = options.media === 'cdrom';
  const bus = cdrom ? undefined : buses[said.key.replace(/\d+$/, '')];
  const [, of = ''] = /^[\w.-]+:(?:.*\/)?([^/]*)$/.exec(source) ?? [];
  const rest = cdrom ? { device: 'cdrom' } : bus ? { bus } : {};
  if (file.test(source)) return { [source.startsWith('/dev/') ? 'block' : 'path']: source, ...rest };
  if (cdrom) return { ...rest, ...(volume.test(of) ? { volume: `${poolOf(said)}/${of}` } : {}) };
  if (/^\d+$/.test(of)) return { ...newDisk(said, sizeOf(of, 'GiB', '20GiB')), ...rest };
  const size = sizeOf(options.size, 'GiB', '20GiB');
  return volume.test(of) ? { volume: `${poolOf(said)}/${of}`, size, ...rest } : { ...newDisk(said, size), ...rest };
}

/** `MODEL=MAC,bridge=br0,tag=20` of Proxmox, `bridge=br0,model=virtio` of virt-install. */
function cardOf(text: string, said: Said): Record<string, unknown> {
  const { head, options } = partsOf(text);
  const models = /^(virtio|e1000e|e1000|rtl8139|vmxnet3)$/;
  const named = Object.keys(options).find((name) => models.test(name));
  const address = [options[named ?? ''], options.mac, options.macaddr].find((each) => mac.test(each ?? ''));
  const model = [named, options.model, head].find((each) => models.test(each ?? ''));
  return {
    ...(options.network && interfaceName.test(options.network)
      ? { network: options.network }
      : { bridge: matching(interfaceName, options.bridge, bridgeOf(said)) }),
    ...(model && model !== 'virtio' ? { model } : {}),
    ...(address ? { mac: address.toLowerCase() } : {}),
    ...(/^[1-9]\d{0,3}$/.test(options.tag ?? '') ? { vlan: Number(options.tag) } : {}),
  };
}

/** An element `interface` of libvirt, in the keys of a map. */
function cardOfMap(map: Record<string, unknown>, said: Said): Record<string, unknown> {
  const get = (...names: string[]) => textOf(names.map((name) => valueAt(map, ...name.split('.'))).find(textOf));
  const network = get('source.network', 'network');
  const address = get('mac.address', 'mac');
  const model = get('model.type', 'model');
  return {
    ...(interfaceName.test(network)
      ? { network }
      : { bridge: matching(interfaceName, get('source.bridge', 'bridge'), bridgeOf(said)) }),
    ...(/^(e1000e|e1000|rtl8139|vmxnet3)$/.test(model) ? { model } : {}),
    ...(mac.test(address) ? { mac: address.toLowerCase() } : {}),
  };
}

const card = (value: unknown, said: Said) => (isMap(value) ? cardOfMap(value, said) : cardOf(textOf(value), said));

/** `01:00` of Proxmox is the whole card; its first function is what a novice has to name first. */
function pciAddress(value: unknown): string {
  const text = textOf(value).toLowerCase();
  const [, domain = '0000', slot, number = '0'] =
    /(?:^|host=|,)(?:([0-9a-f]{4}):)?([0-9a-f]{2}:[01][0-9a-f])(?:\.([0-7]))?(?=,|;|$)/.exec(text) ?? [];
  return slot === undefined ? '0000:01:00.0' : `${domain}:${slot}.${number}`;
}

function usbDevice(value: unknown): Record<string, unknown> {
  const { head, options } = partsOf(value);
  const device = (options.host ?? head).toLowerCase().replaceAll('0x', '');
  if (/^[1-9]\d*-[1-9]\d*(\.[1-9]\d*)*$/.test(device)) return { usb_port: device };
  return { usb: matching(/^[0-9a-f]{4}:[0-9a-f]{4}$/, device, '1234:5678') };
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) && value.length > 0 ? value : [value]);

/** Devices of a guest in other tools; most of them have a key for each. */
export const deviceWords: readonly Word[] = [
  {
    key: /^((scsi|virtio|sata|ide)\d+|mp\d+|unused\d+)$/,
    here: (said) => ({ list: 'disks', items: [proxmoxDisk(said)] }),
  },
  {
    key: /^image$/,
    here: ({ value }) =>
      file.test(textOf(value))
        ? { list: 'disks', items: [{ path: textOf(value) }] }
        : {
            advice:
              'A guest is a virtual machine, so an image of a container does not start. Give it the image of a disk: disks: [{ volume: POOL/NAME.qcow2, image: { url: …, sha256: … } }].',
          },
  },
  {
    key: /^(cdrom|iso|location|cd)$/,
    here: ({ value }) => ({
      list: 'disks',
      items: [{ device: 'cdrom', path: matching(file, value, '/srv/iso/install.iso') }],
    }),
  },
  {
    key: /^(size|disk_?size|storage|hdd|drive|drives)$/,
    here: (said) => ({ list: 'disks', items: [newDisk(said, sizeOf(said.value, 'GiB', '20GiB'))] }),
  },
  {
    key: /^(net\d+|interfaces?|nics?|nic\d+|network_interfaces?|ethernet\d*)$/,
    here: (said) => ({ list: 'networks', items: listOf(said.value).map((each) => card(each, said)) }),
  },
  {
    key: /^(hostpci\d+|pci\d*|pci_devices|host-device)$/,
    here: ({ value }) => ({ list: 'hostdevs', items: listOf(value).map(pciAddress) }),
  },
  { key: /^(usb\d*|usb_devices)$/, here: ({ value }) => ({ list: 'hostdevs', items: listOf(value).map(usbDevice) }) },
];

/** Keys below an item of disks. */
export const diskWords: readonly Word[] = [
  {
    key: /^(source|file|filename)$/,
    here: (said) => {
      const { value } = said;
      const pool = textOf(valueAt(value, 'pool'));
      const name = textOf(valueAt(value, 'volume'));
      if (volume.test(pool) && volume.test(name)) return { keys: { volume: `${pool}/${name}` } };
      const from = ['file', 'dev', 'name'].map((key) => textOf(valueAt(value, key))).find(Boolean) ?? textOf(value);
      const path = matching(file, from, `/srv/images/${said.at[1]}.qcow2`);
      return { keys: { [path.startsWith('/dev/') ? 'block' : 'path']: path } };
    },
  },
  {
    key: /^target$/,
    here: ({ value }) => ({ keys: { bus: matching(/^(virtio|scsi|sata|usb)$/, valueAt(value, 'bus'), 'virtio') } }),
  },
  {
    key: /^driver$/,
    here: ({ value }) => ({ keys: { format: matching(/^(qcow2|raw)$/, valueAt(value, 'type'), 'qcow2') } }),
  },
  advice(/^type$/, 'Remove it: path, block or volume says where the disk is.'),
];

/** Keys below an item of networks. */
export const cardWords: readonly Word[] = [
  {
    key: /^(source|type)$/,
    here: (said) => {
      const { bridge, network } = said.siblings;
      if (bridge !== undefined || network !== undefined)
        return {
          advice: `Remove it: ${bridge === undefined ? 'network' : 'bridge'} says what the card is connected to.`,
        };
      return { keys: cardOfMap({ source: said.siblings.source }, said) };
    },
  },
  {
    key: /^(macaddr|mac_?address|hwaddr)$/,
    here: ({ value }) => ({ keys: { mac: matching(mac, value, '52:54:00:12:34:56').toLowerCase() } }),
  },
  {
    key: /^(tag|vlan_?id)$/,
    here: ({ value }) => ({ keys: { vlan: Number(matching(/^[1-9]\d{0,2}$/, value, '42')) } }),
  },
];
