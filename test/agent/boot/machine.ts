import { existsSync, mkdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type FakeRoot, fakeRoot } from '../support.ts';

interface Device {
  id?: string;
  class?: string;
  driver?: string;
  /** Without an IOMMU there are no groups. */
  group?: number | null;
  /** The PCI device that this one is behind. */
  behind?: string;
}

/** A machine as the kernel shows it, from what a test says about it. */
export interface Machine {
  pci: Record<string, Device>;
  /** The table of the profile: address or id, what, expected id. */
  devices?: string[];
  /** Block devices by name: where in sysfs they are, below a PCI device or /sys/devices, and what is mounted. */
  disks?: Record<string, { on: string; mounted?: string; below?: string[] }>;
  /** Network cards with a driver: the PCI device, and the MAC address. */
  cards?: Record<string, { on: string; mac: string }>;
  /** Keyboards by the device that they are on: a PCI address or something else. */
  keyboards?: string[];
  cmdline?: string;
  /** The type of the root file system; rootfs is the initramfs. */
  root?: string;
  /** Whose modprobe there is. */
  modprobe?: 'kmod' | 'busybox';
  /** vfio-pci is in no module. */
  withoutVfio?: boolean;
  /** Devices that vfio-pci does not take. */
  notTaken?: string[];
  files?: Record<string, string>;
}

const folder = (fake: FakeRoot, name: string) => {
  const at = path.join(fake.folder, name);
  mkdirSync(at, { recursive: true });
  return at;
};

/** `~0` of 31 keys, the way the kernel prints them. */
const allKeys = '1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe';

/** modprobe as far as it matters: vfio-pci takes what is overridden for it, and has the ids that it was told. */
const modprobe = ({ modprobe: whose, withoutVfio, notTaken = [] }: Machine, root: string) => `
  echo "modprobe $*" >> '${root}/fake/calls'
  case "$*" in
    --version) ${whose === 'busybox' ? 'echo "unrecognized option" >&2; exit 1' : 'echo "kmod version 31"'} ;;
    *vfio-pci*)
      ${withoutVfio ? 'exit 1' : ''}
      mkdir -p '${root}/sys/bus/pci/drivers/vfio-pci'
      for device in '${root}'/sys/bus/pci/devices/*; do
        case " ${notTaken.join(' ')} " in *" \${device##*/} "*) continue ;; esac
        [ ! -e "$device/driver" ] && [ "$(cat "$device/driver_override")" = vfio-pci ] || continue
        ln -s '${root}/sys/bus/pci/drivers/vfio-pci' "$device/driver"
      done ;;
  esac`;

export function machine(described: Machine): FakeRoot {
  const fake = fakeRoot({
    'proc/cmdline': `BOOT_IMAGE=lts ${described.cmdline ?? 'quiet'}\n`,
    'proc/mounts': `rootfs / rootfs rw 0 0\n${described.root === 'rootfs' ? '' : `x / ${described.root ?? 'ext4'} ro 0 0\n`}`,
    'sys/bus/pci/drivers_probe': '',
    'dev/console': '',
    ...(described.devices ? { 'etc/mkapkovl/devices': described.devices.map((row) => `${row}\n`).join('') } : {}),
    ...described.files,
  });
  const placeOf = (on: string): string => {
    const device = described.pci[on];
    if (!device) return `sys/devices/${on}`;
    return `${device.behind ? placeOf(device.behind) : 'sys/devices/pci0000:00'}/${on}`;
  };
  const link = (target: string, at: string) => {
    mkdirSync(path.dirname(path.join(fake.folder, at)), { recursive: true });
    symlinkSync(path.join(fake.folder, target), path.join(fake.folder, at));
  };
  for (const [address, { id = '8086:3a37', class: kind = '0c0300', driver, group = 1 }] of Object.entries(
    described.pci,
  )) {
    const at = folder(fake, placeOf(address));
    const [vendor, device] = id.split(':');
    const attributes = { vendor: `0x${vendor}`, device: `0x${device}`, class: `0x${kind}`, driver_override: '(null)' };
    for (const [name, text] of Object.entries(attributes)) writeFileSync(path.join(at, name), `${text}\n`);
    link(placeOf(address), `sys/bus/pci/devices/${address}`);
    if (driver) {
      folder(fake, `sys/bus/pci/drivers/${driver}`);
      link(`sys/bus/pci/drivers/${driver}`, `${placeOf(address)}/driver`);
    }
    if (group !== null) {
      folder(fake, `sys/kernel/iommu_groups/${group}`);
      link(`sys/kernel/iommu_groups/${group}`, `${placeOf(address)}/iommu_group`);
    }
  }
  const mounts: string[] = [];
  Object.entries(described.disks ?? {}).forEach(([name, { on, mounted, below = [] }], index) => {
    const at = `${placeOf(on)}/block/${name}`;
    folder(fake, at);
    link(at, `sys/class/block/${name}`);
    link(at, `sys/dev/block/8:${index}`);
    for (const lower of below) link(`sys/class/block/${lower}`, `${at}/slaves/${lower}`);
    if (mounted) mounts.push(`${20 + index} 1 8:${index} / ${mounted} rw,relatime - ext4 /dev/${name} rw\n`);
  });
  folder(fake, 'proc/self');
  writeFileSync(path.join(fake.folder, 'proc/self/mountinfo'), `1 0 0:1 / /proc rw - proc proc rw\n${mounts.join('')}`);
  for (const [name, { on, mac }] of Object.entries(described.cards ?? {})) {
    const at = `${placeOf(on)}/net/${name}`;
    writeFileSync(path.join(folder(fake, at), 'address'), `${mac}\n`);
    link(placeOf(on), `${at}/device`);
    link(at, `sys/class/net/${name}`);
  }
  (described.keyboards ?? []).forEach((on, index) => {
    const at = `${placeOf(on)}/input/input${index}`;
    writeFileSync(path.join(folder(fake, `${at}/capabilities`), 'key'), `${allKeys}\n`);
    link(at, `sys/class/input/input${index}`);
  });
  // The button that switches the machine on is an input device, too.
  const button = folder(fake, 'sys/devices/LNXPWRBN:00/input/input99/capabilities');
  writeFileSync(path.join(button, 'key'), '10000000000000 0\n');
  link('sys/devices/LNXPWRBN:00/input/input99', 'sys/class/input/input99');
  fake.stub('modprobe', modprobe(described, fake.folder));
  return fake;
}

/** Text of a file of the machine, or undefined. */
export const textOf = (fake: FakeRoot, file: string) =>
  existsSync(path.join(fake.folder, file)) ? fake.read(file) : undefined;

/** What bind.sh did to a machine. */
export function ran(fake: FakeRoot, verb = 'bind', records = 'run/mkapkovl') {
  const { status, stdout, stderr } = fake.run('etc/mkapkovl/agent/bind.sh', { arguments: verb.split(' ') });
  const record = (step: string) => {
    const text = textOf(fake, `${records}/steps/${step}.json`);
    const { state, reason } = text ? JSON.parse(text) : {};
    return text && [state, reason].filter(Boolean).join(': ');
  };
  return {
    status,
    stdout,
    stderr,
    record,
    whole: record('bind'),
    console: textOf(fake, 'dev/console'),
    loads: textOf(fake, 'fake/calls')
      ?.split('\n')
      .filter((call) => !['modprobe --version', ''].includes(call)),
  };
}

/** The driver that a device is for, by its override; nothing if it has none. */
export const overrideOf = (fake: FakeRoot, address: string) =>
  textOf(fake, `sys/bus/pci/devices/${address}/driver_override`)?.replace('(null)', '').trim();

export const driverOf = (fake: FakeRoot, address: string) => {
  const at = path.join(fake.folder, `sys/bus/pci/devices/${address}/driver`);
  return existsSync(at) ? path.basename(readlinkSync(at)) : undefined;
};
