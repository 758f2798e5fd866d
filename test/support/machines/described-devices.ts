import path from 'node:path';
import { folderOf, type Writer } from './describe.ts';
import { type DescribedFunction, type DescribedUsb, type Description, usbOf } from './description.ts';

/** What hangs on the PCI functions: USB devices, disks, cards, keyboards; and what is mounted and routed. */
export function devicesOf(description: Description, functions: DescribedFunction[], writer: Writer): void {
  const { link } = writer;
  const place = (at: string) => {
    const [address, ...rest] = at.split('/');
    const found = functions.find((each) => each.address === address);
    if (!found) throw new Error(`${description.hostname} has no ${address}`);
    return [folderOf(found), ...rest].join('/');
  };
  const folders = new Map<string, string>();
  for (const each of usbOf(description)) {
    const folder = `${folders.get(parentOf(each.name)) ?? place(each.controller)}/${each.name}`;
    folders.set(each.name, folder);
    usbDevice(each, folder, writer);
  }
  for (const each of description.disks ?? []) {
    if (each.paths) pathsOf(each.name, each.paths.map(place), writer);
    disk(each, each.paths ? subsystem : placeOr(each.at, folders, place), writer);
  }
  for (const each of description.nics ?? []) card(each, placeOr(each.at, folders, place), writer);
  for (const [upper, lowers] of Object.entries(description.uppers ?? {})) {
    link(`/sys/class/net/${upper}`, `/sys/devices/virtual/net/${upper}`);
    for (const lower of lowers)
      link(`/sys/devices/virtual/net/${upper}/lower_${lower}`, `/sys/devices/virtual/net/${lower}`);
  }
  for (const pool of description.pools ?? []) writer.file(`/proc/spl/kstat/zfs/${pool}/state`, 'ONLINE\n');
  keyboards(description, folders, writer);
  mounts(description, writer);
}

/** 3-1.4 hangs on 3-1, that on usb3. */
function parentOf(name: string): string {
  if (name.startsWith('usb')) return '';
  return name.includes('.') ? name.replace(/\.\d+$/, '') : `usb${name.split('-')[0]}`;
}

function placeOr(at: string, folders: Map<string, string>, place: (at: string) => string): string {
  const [first, ...rest] = at.split('/');
  const usb = folders.get(first!.split(':')[0]!);
  return usb ? [usb, first, ...rest].join('/') : place(at);
}

const subsystem = '/sys/devices/virtual/nvme-subsystem/nvme-subsys0';

/** The disk of several paths belongs to none of them; each path has a block device that nobody can open. */
function pathsOf(disk: string, paths: string[], { file, link }: Writer): void {
  for (const [index, path] of paths.entries()) {
    const hidden = disk.replace(/^nvme(\d+)n/, `nvme$1c${index}n`);
    link(`${subsystem}/${path.split('/').at(-1)}`, path);
    file(`${path}/${hidden}/hidden`, '1\n');
    link(`${path}/${hidden}/device`, path);
    link(`/sys/block/${hidden}`, `${path}/${hidden}`);
  }
}

function usbDevice(each: DescribedUsb, folder: string, { file, link }: Writer): void {
  const [vendor, product] = each.id.split(':');
  const attribute = (name: string, value: string) => file(`${folder}/${name}`, `${value}\n`);
  attribute('idVendor', vendor!);
  attribute('idProduct', product!);
  // Like most devices: only a hub has its class in the device, others in the interface.
  attribute('bDeviceClass', each.class === '09' ? '09' : '00');
  if (each.product) attribute('product', each.product);
  if (each.serial) attribute('serial', each.serial);
  link(`/sys/bus/usb/devices/${each.name}`, folder);
  for (const [index, driver] of each.drivers.entries()) {
    const name = `${each.name.replace(/^usb(\d+)$/, '$1-0')}:1.${index}`;
    file(`${folder}/${name}/bInterfaceClass`, `${each.class}\n`);
    if (driver !== '-') link(`${folder}/${name}/driver`, `/sys/bus/usb/drivers/${driver}`);
    link(`/sys/bus/usb/devices/${name}`, `${folder}/${name}`);
  }
}

function disk(each: NonNullable<Description['disks']>[number], at: string, { file, link }: Writer): void {
  const nvme = each.name.startsWith('nvme');
  const folder = nvme ? `${at}/${each.name}` : `${at}/block/${each.name}`;
  const [major, minor] = each.number.split(':').map(Number);
  file(`${folder}/dev`, `${each.number}\n`);
  file(`${folder}/size`, `${each.bytes / 512}\n`);
  file(`${folder}/removable`, `${each.removable ? 1 : 0}\n`);
  link(`${folder}/device`, at);
  if (each.model) file(`${at}/${each.name.startsWith('mmc') ? 'name' : 'model'}`, `${each.model}\n`);
  if (nvme) file(`${at}/transport`, 'pcie\n');
  if (each.serial) {
    // Vital product data, page 80h: four bytes of header.
    if (/^sd/.test(each.name))
      file(`${at}/vpd_pg80`, `\x00\x80\x00${String.fromCharCode(each.serial.length)}${each.serial}`);
    else if (each.name.startsWith('vd')) file(`${folder}/serial`, each.serial);
    else file(`${at}/serial`, `${each.serial}\n`);
  }
  if (each.wwn) file(nvme ? `${folder}/wwid` : `${at}/wwid`, `${each.wwn}\n`);
  link(`/sys/block/${each.name}`, folder);
  const udev = (name: string, number: string) => {
    const type = each.signatures?.[name];
    if (each.signatures) file(`/run/udev/data/b${number}`, `I:123\n${type ? `E:ID_FS_TYPE=${type}\n` : ''}G:systemd\n`);
  };
  udev(each.name, each.number);
  for (const [index, name] of (each.partitions ?? []).entries()) {
    file(`${folder}/${name}/partition`, `${index + 1}\n`);
    file(`${folder}/${name}/dev`, `${major}:${minor! + index + 1}\n`);
    udev(name, `${major}:${minor! + index + 1}`);
  }
  for (const [name, [number, mapped, lower]] of Object.entries(each.holders ?? {})) {
    const upper = `/sys/devices/virtual/block/${name}`;
    file(`${upper}/dev`, `${number}\n`);
    if (mapped) file(`${upper}/dm/name`, `${mapped}\n`);
    const below = lower === each.name ? folder : `${folder}/${lower}`;
    link(`${upper}/slaves/${lower}`, lower!.startsWith('dm-') ? `/sys/devices/virtual/block/${lower}` : below);
    link(`/sys/block/${name}`, upper);
  }
}

function card(each: NonNullable<Description['nics']>[number], at: string, { file, link }: Writer): void {
  const folder = `${at}/net/${each.name}`;
  file(`${folder}/address`, `${each.mac}\n`);
  if (each.carrier !== undefined) file(`${folder}/carrier`, `${each.carrier ? 1 : 0}\n`);
  link(`${folder}/device`, at);
  if (each.driver && !/\/pci[^/]*\/([^/]*\/)*[0-9a-f]{4}:[0-9a-f:.]+$/.test(at)) {
    link(`${at}/driver`, `/sys/bus/virtio/drivers/${each.driver}`);
  }
  link(`/sys/class/net/${each.name}`, folder);
  if (!each.lower_of) return;
  file(`/sys/devices/virtual/net/${each.lower_of}/address`, `${each.mac}\n`);
  link(`/sys/devices/virtual/net/${each.lower_of}/lower_${each.name}`, folder);
  link(`/sys/class/net/${each.lower_of}`, `/sys/devices/virtual/net/${each.lower_of}`);
}

const allKeys = '1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe';

function keyboards({ keyboards: named = {} }: Description, folders: Map<string, string>, { file, link }: Writer): void {
  const inputs = { 'Power Button': ['/sys/devices/LNXSYSTM:00/LNXPWRBN:00', '10000000000000 0'] };
  const all: Record<string, string[]> = { ...inputs };
  for (const [name, at] of Object.entries(named)) {
    const usb = folders.get(at.split(':')[0]!);
    all[name] = [usb ? path.join(usb, at) : '/sys/devices/platform/i8042/serio0', allKeys];
  }
  for (const [index, [name, [at, keys]]] of Object.entries(all).entries()) {
    const folder = `${at}/input/input${index}`;
    file(`${folder}/name`, `${name}\n`);
    file(`${folder}/capabilities/key`, `${keys}\n`);
    link(`/sys/class/input/input${index}`, folder);
  }
}

function mounts(description: Description, { file }: Writer): void {
  const lines = (description.mounts ?? '').trim().split('\n');
  const table = lines.map((line, index) => {
    const [number, place, type, source] = line.trim().split(/ +/);
    return `${index + 20} 1 ${number} / ${place} rw,relatime shared:${index} - ${type} ${source} rw\n`;
  });
  file('/proc/self/mountinfo', table.join(''));
  const swaps = (description.swaps ?? []).map((name) => `${name} partition 8388604 0 -2\n`);
  file('/proc/swaps', `Filename Type Size Used Priority\n${swaps.join('')}`);
  const header = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n';
  const routes = (description.default_routes ?? []).map(
    (name) =>
      `${name}\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\n${name}\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\n`,
  );
  file('/proc/net/route', header + routes.join(''));
  file('/proc/net/ipv6_route', '');
}
