import { compareAddresses } from '../address.ts';
import { type Facts, factsSchema } from '../schema.ts';
import { addressPattern } from './function-line.ts';

type Json = Record<string, unknown>;

/** Whether this is a report of nixos-facter (docs: "version", "system", "hardware" by kind of device). */
export function isFacterReport(json: unknown): json is { hardware: Json } {
  const hardware = (json as Json | null)?.hardware;
  return typeof hardware === 'object' && hardware !== null && 'version' in (json as Json);
}

const functionAddress = new RegExp(`^${addressPattern}$`, 'i');
const anyAddress = new RegExp(addressPattern, 'gi');

/**
 * Facts from a report of nixos-facter. It reads /sys/kernel/iommu_groups and gives each function that is in a group a
 * sysfs_iommu_group_id, so if none has one, there are no groups.
 */
export function factsFromFacter(report: { hardware: Json }): Facts {
  const all = Object.entries(report.hardware).flatMap(([kind, list]) =>
    Array.isArray(list) ? list.map((entry) => ({ kind, entry: object(entry) })) : [],
  );
  const pci = unique(all.flatMap(({ entry }) => functionFrom(entry))).sort((a, b) =>
    compareAddresses(a.address, b.address),
  );
  const grouped = pci.some(({ iommu_group }) => iommu_group !== null);
  const entries = (kind: string) => all.flatMap((one) => (one.kind === kind ? [one.entry] : []));
  const vendor = vendorOf(entries('cpu'));
  const has = (kind: string) => Array.isArray(report.hardware[kind]);
  return factsSchema.parse({
    schema: 1,
    source: 'nixos-facter',
    iommu: iommuOf(grouped, vendor),
    system: { arch: text((report as Json).system)?.replace(/-.*$/, '') ?? null },
    cpu: { vendor },
    pci: pci.length > 0 ? pci : null,
    usb: unique(all.flatMap(({ entry }) => usbFrom(entry))),
    disks: has('disk') ? entries('disk').map(diskFrom) : null,
    nics: has('network_interface') ? entries('network_interface').flatMap(cardFrom) : null,
    keyboards: has('keyboard')
      ? entries('keyboard').map((entry) => ({ name: text(entry.model), controllers: controllersOf(entry) }))
      : null,
  });
}

const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const hex = (value: unknown): string | undefined => text(object(value).hex)?.toLowerCase();

function vendorOf([cpu]: Json[]): 'intel' | 'amd' | null {
  const name = text(cpu?.vendor_name);
  return name === 'GenuineIntel' ? 'intel' : name === 'AuthenticAMD' ? 'amd' : null;
}

/** Linux makes no groups on an Intel machine without intel_iommu=on, which NixOS does not set; AMD needs no option. */
function iommuOf(grouped: boolean, vendor: 'intel' | 'amd' | null) {
  if (grouped) return { enabled: true };
  const reason = 'no device of the report is in a group';
  return vendor === 'amd'
    ? { enabled: false, reason }
    : { enabled: null, reason: `${reason}, which is so without intel_iommu=on too` };
}

/** One entry for each address or port: the report lists a function under every kind that it is, a USB device by interface. */
function unique<Item extends { address?: string; port?: string | null; bus?: number | null }>(items: Item[]): Item[] {
  const keyed = new Map(items.map((item) => [item.address ?? item.port ?? `bus ${item.bus}`, item] as const).reverse());
  return [...keyed.values()].reverse();
}

function functionFrom(entry: Json) {
  const address = text(entry.sysfs_bus_id)?.toLowerCase();
  const [vendor, device] = [hex(entry.vendor), hex(entry.device)];
  if (!address || !functionAddress.test(address) || !vendor || !device) return [];
  const way = (text(entry.sysfs_id)?.match(anyAddress) ?? []).map((each) => each.toLowerCase());
  const [maker, model] = [hex(entry.sub_vendor), hex(entry.sub_device)];
  const group = entry.sysfs_iommu_group_id;
  return [
    {
      address,
      id: `${vendor}:${device}`,
      class: classOf(entry),
      subsystem: maker && model ? `${maker}:${model}` : null,
      driver: text(entry.driver) ?? '',
      modules: Array.isArray(entry.driver_modules)
        ? entry.driver_modules.filter((name) => typeof name === 'string')
        : [],
      iommu_group: typeof group === 'number' ? group : null,
      bridges: way.slice(0, -1).filter((each) => each !== address),
      name: nameOf(entry),
    },
  ];
}

/** The modalias contains all six digits: …bc0Csc03i30. */
function classOf(entry: Json): string {
  const match = /bc([0-9a-f]{2})sc([0-9a-f]{2})i([0-9a-f]{2})$/i.exec(text(entry.module_alias) ?? '');
  const digits = match
    ? match.slice(1)
    : [entry.base_class, entry.sub_class, entry.pci_interface].map((part) => hex(part)?.slice(-2) ?? '00');
  return digits.join('').toLowerCase();
}

/** Names of vendor and device if the report has them; otherwise its "model" repeats the class. */
function nameOf(entry: Json): string | null {
  const [vendor, device] = [text(object(entry.vendor).name), text(object(entry.device).name)];
  return device ? [vendor, device].filter(Boolean).join(' ') : null;
}

function controllersOf(entry: Json): string[] {
  const way = text(entry.sysfs_device_link) ?? text(entry.sysfs_id) ?? '';
  const last = way.match(anyAddress)?.at(-1)?.toLowerCase();
  return last ? [last] : [];
}

function usbFrom(entry: Json) {
  const [, controller, bus, port] =
    new RegExp(`(${addressPattern})/usb(\\d+)(?:/.*?)?/?(\\d+-[\\d.]+):\\d+\\.\\d+$`, 'i').exec(
      text(entry.sysfs_id) ?? '',
    ) ?? [];
  const [vendor, product] = [hex(entry.vendor), hex(entry.device)];
  if (!controller || !vendor || !product) return [];
  const detail = object(entry.detail);
  // A device with class 00 defines its class in its interfaces.
  const kind = [detail.device_class, detail.interface_class]
    .map((part) => hex(part)?.slice(-2))
    .find((each) => each && each !== '00');
  return [
    {
      id: `${vendor}:${product}`,
      controller: controller.toLowerCase(),
      bus: Number(bus),
      port: port!.endsWith('-0') ? null : port!,
      product: text(entry.model),
      driver: text(entry.driver),
      class: kind ?? null,
    },
  ];
}

function diskFrom(entry: Json) {
  const names = Array.isArray(entry.unix_device_names) ? entry.unix_device_names : [];
  const device = names.find((name) => typeof name === 'string' && /^\/dev\/[^/]+$/.test(name));
  const name = text(device)?.slice('/dev/'.length) ?? text(entry.sysfs_id)?.split('/').at(-1) ?? 'disk';
  const kinds = Array.isArray(entry.class_list) ? entry.class_list : [];
  return {
    name,
    model: text(entry.model),
    serial: text(entry.serial),
    transport: name.startsWith('nvme')
      ? 'nvme'
      : kinds.includes('usb')
        ? 'usb'
        : entry.driver === 'ahci'
          ? 'sata'
          : null,
    controllers: controllersOf(entry),
  };
}

function cardFrom(entry: Json) {
  const [name] = Array.isArray(entry.unix_device_names) ? entry.unix_device_names : [];
  if (typeof name !== 'string' || name === 'lo') return [];
  return [{ name, mac: '', driver: text(entry.driver), controller: controllersOf(entry)[0] ?? '' }];
}
