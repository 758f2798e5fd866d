import { vlanNumber } from '../../profile/hardware.ts';
import { advice, isMap, mac, matching, open, partsOf, type Said, sizeOf, textOf, valueAt, type Word } from './word.ts';

const interfaceName = /^[a-zA-Z][a-zA-Z0-9_.-]{0,14}$/;
/** Colons are in the names of devices alone; elsewhere, a password may follow one. */
const file = /^(?!.*(^|\/)\.{1,2}(\/|$))(\/dev(\/[A-Za-z0-9._+:-]+)+|(\/[A-Za-z0-9._+%~-]+)+)$/;
const volume = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;

/** The first name in a part of the profile, such as its first pool. */
function firstName(map: unknown, otherwise: string, wanted: (value: unknown) => boolean = () => true): string {
  const found = isMap(map) ? Object.entries(map).find(([, value]) => wanted(value)) : undefined;
  return found?.[0] ?? otherwise;
}

/** Pools have other names in other tools, so this is one of the profile's own. */
const poolOf = ({ profile }: Said) => firstName(valueAt(profile, 'libvirt', 'pools'), 'default');
const bridgeOf = ({ profile }: Said) =>
  firstName(valueAt(profile, 'network', 'interfaces'), open, (value) => isMap(value) && 'bridge' in value);
const newDisk = (said: Said, size = open) => ({ volume: `${poolOf(said)}/${said.at[1]}.qcow2`, size });

const buses = new Map([
  ['scsi', 'scsi'],
  ['sata', 'sata'],
  ['ide', 'sata'],
]);

const fileAt = (path: string) => ({ [path.startsWith('/dev/') ? 'block' : 'path']: matching(file, path) });

/** `STORAGE:VOLUME,size=20G`, `STORAGE:32` for a new one of 32 GB, or `STORAGE:iso/NAME,media=cdrom`. */
function proxmoxDisk(said: Said): Record<string, unknown> {
  const { head, options } = partsOf(said.value);
  const source = options.file ?? head;
  const cdrom = options.media === 'cdrom';
  const bus = cdrom ? undefined : buses.get(said.key.replace(/\d+$/, ''));
  const [, of = ''] = /^[\w.-]+:(?:.*\/)?([^/]*)$/.exec(source) ?? [];
  const rest = cdrom ? { device: 'cdrom' } : bus ? { bus } : {};
  if (source.startsWith('/')) return { ...fileAt(source), ...rest };
  if (cdrom) return { ...rest, ...(volume.test(of) ? { volume: `${poolOf(said)}/${of}` } : {}) };
  if (/^\d+$/.test(of)) return { ...newDisk(said, sizeOf(of, 'GiB')), ...rest };
  const size = sizeOf(options.size, 'GiB');
  return volume.test(of) ? { volume: `${poolOf(said)}/${of}`, size, ...rest } : { ...newDisk(said, size), ...rest };
}

const vlanOf = (value: unknown) => vlanNumber(textOf(value)) ?? open;
const bridgeNamed = (name: unknown, said: Said) => (interfaceName.test(textOf(name)) ? textOf(name) : bridgeOf(said));

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
      : { bridge: bridgeNamed(options.bridge, said) }),
    ...(model && model !== 'virtio' ? { model } : {}),
    ...(address ? { mac: address.toLowerCase() } : {}),
    ...(options.tag === undefined ? {} : { vlan: vlanOf(options.tag) }),
  };
}

/** An element `interface` of libvirt, in the keys of a map. */
function cardOfMap(map: Record<string, unknown>, said: Said): Record<string, unknown> {
  const get = (...names: string[]) => textOf(names.map((name) => valueAt(map, ...name.split('.'))).find(textOf));
  const network = get('source.network', 'network');
  const address = get('mac.address', 'mac');
  const model = get('model.type', 'model');
  return {
    ...(interfaceName.test(network) ? { network } : { bridge: bridgeNamed(get('source.bridge', 'bridge'), said) }),
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
  return slot === undefined ? open : `${domain}:${slot}.${number}`;
}

function usbDevice(value: unknown): Record<string, unknown> {
  const { head, options } = partsOf(value);
  const device = (options.host ?? head).toLowerCase().replaceAll('0x', '');
  if (/^[1-9]\d*-[1-9]\d*(\.[1-9]\d*)*$/.test(device)) return { usb_port: device };
  return { usb: matching(/^[0-9a-f]{4}:[0-9a-f]{4}$/, device) };
}

/** A port for a device of the user who looks at the guest with a spice client (Proxmox). */
const isSpice = (value: unknown) => partsOf(value).head === 'spice' || partsOf(value).options.host === 'spice';

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
      items: [{ device: 'cdrom', path: matching(file, value) }],
    }),
  },
  {
    key: /^(size|disk_?size|storage|hdd|drive|drives)$/,
    here: (said) => ({ list: 'disks', items: [newDisk(said, sizeOf(said.value, 'GiB'))] }),
  },
  {
    key: /^(net\d+|interfaces?|nics?|nic\d+|network_interfaces?|ethernet\d*)$/,
    here: (said) => ({ list: 'networks', items: listOf(said.value).map((each) => card(each, said)) }),
  },
  {
    key: /^(hostpci\d+|pci\d*|pci_devices|host-device)$/,
    here: ({ value }) => ({ list: 'hostdevs', items: listOf(value).map(pciAddress) }),
  },
  {
    key: /^(usb\d*|usb_devices)$/,
    here: ({ value, siblings }) =>
      isSpice(value)
        ? {
            keys: {
              redirdevs: Object.entries(siblings).filter(([key, each]) => /^usb\d$/.test(key) && isSpice(each)).length,
            },
          }
        : { list: 'hostdevs', items: listOf(value).map(usbDevice) },
  },
];

/** Keys below an item of disks. */
export const diskWords: readonly Word[] = [
  {
    key: /^(source|file|filename)$/,
    here: ({ value }) => {
      const pool = textOf(valueAt(value, 'pool'));
      const name = textOf(valueAt(value, 'volume'));
      if (volume.test(pool) && volume.test(name)) return { keys: { volume: `${pool}/${name}` } };
      const from = ['file', 'dev', 'name'].map((key) => textOf(valueAt(value, key))).find(Boolean) ?? textOf(value);
      return { keys: fileAt(from) };
    },
  },
  {
    key: /^target$/,
    here: ({ value }) => ({ keys: { bus: matching(/^(virtio|scsi|sata|usb)$/, valueAt(value, 'bus')) } }),
  },
  {
    key: /^driver$/,
    here: ({ value }) => ({ keys: { format: matching(/^(qcow2|raw)$/, valueAt(value, 'type')) } }),
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
    here: ({ value }) => ({ keys: { mac: matching(mac, value).toLowerCase() } }),
  },
  {
    key: /^(tag|vlan_?id)$/,
    here: ({ value }) => ({ keys: { vlan: vlanOf(value) } }),
  },
];
