import { createHash } from 'node:crypto';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { LiveRoot } from './root.ts';

export const MiB = 1024 * 1024;

/** One disk of a machine that is recorded, not there: its place in /sys, and its bytes as a sparse file in /dev. */
export interface FakeDisk {
  /** sda, nvme0n1, vda, mmcblk0 … */
  name: string;
  serial?: string;
  /** The kernel's wwid, such as naa.5002538d40a1b2c3. */
  wwid?: string;
  bytes?: number;
  /** The size that the kernel tells, if the disk ends elsewhere. */
  saysBytes?: number;
  /** Bytes of the disk by offset. */
  content?: Record<number, string | Buffer>;
  /** Where it hangs, below /sys/devices. */
  at?: string;
  /** Serial of the USB device that it is behind, which has no vital product data of its own. */
  usbSerial?: string;
  removable?: boolean;
  readOnly?: boolean;
  hidden?: boolean;
  partitions?: string[];
  /** What holds the disk or a partition, by name of the held one. */
  holders?: Record<string, string[]>;
  /** Takes a file of /sys away, as a kernel that does not tell. */
  without?: string[];
  /** What stands at /dev/NAME according to stat, if not this disk. */
  node?: string;
}

export interface FakeMachine {
  disks: FakeDisk[];
  /** Lines as in /proc/self/mountinfo, beside the root in memory. */
  mounts?: string[];
  swaps?: string[];
  /** Settings that install.conf has beside the usual ones. */
  install?: Record<string, string>;
  files?: Record<string, string>;
  /** PCI devices by address: vendor:device. */
  pci?: Record<string, string>;
}

export const buildId = 'ab'.repeat(32);

export const usualInstall: Record<string, string> = {
  INSTALL_MODE: 'sys',
  INSTALL_RELEASE: '3.23',
  INSTALL_KERNEL: 'lts',
  INSTALL_LOADER: 'auto',
  DISK_SERIAL: 'SERIAL1',
  DISK_WWN: '',
  DISK_MIN_BYTES: '',
  DISK_MAX_BYTES: '',
  DISK_WIPE: '',
  DISK_GENERATION: '2',
  PASSPHRASE: 'none',
  PASSPHRASE_MEDIUM: '',
};

const rootMount = '1 0 0:2 / / rw - tmpfs tmpfs rw';

/** The mark as the installer writes it: one sector, in the gap before the first partition. */
export function mark(state: string, { generation = 2, hostname = 'kvm1', id = buildId } = {}) {
  return { [MiB - 4096]: `MKAPKOVL1 ${hostname} ${generation} ${id} ${state}\n` };
}

export function fakeMachine({
  disks,
  mounts = [],
  swaps = [],
  install = {},
  files = {},
  pci = {},
}: FakeMachine): LiveRoot {
  const settings = Object.entries({ ...usualInstall, ...install }).map(([name, value]) => `${name}='${value}'\n`);
  const machine = new LiveRoot({
    'etc/mkapkovl/install.conf': settings.join(''),
    'etc/mkapkovl/build-id': `${buildId}\n`,
    'etc/hostname': 'kvm1\n',
    'proc/mounts': 'tmpfs / tmpfs rw 0 0\n',
    'proc/self/mountinfo': `${[rootMount, ...mounts].join('\n')}\n`,
    'proc/swaps': `Filename Type Size Used Priority\n${swaps.map((line) => `${line}\n`).join('')}`,
    ...files,
  });
  for (const [address, id] of Object.entries(pci)) addPci(machine.root, address, id);
  for (const [index, disk] of disks.entries()) addDisk(machine.root, disk, index);
  // Nodes of devices cannot be made without being root; stat tells what would stand there.
  machine.stub(
    'stat',
    `for last; do :; done
case $last in
  */dev/*) n=\${last##*/dev/}; [ -e "$MKAPKOVL_ROOT/dev/$n" ] && cat "$MKAPKOVL_ROOT/tmp/node.$n" ;;
  *) exec busybox stat "$@" ;;
esac`,
  );
  return machine;
}

function put(file: string, content: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function addPci(root: string, address: string, id: string): void {
  const [vendor, device] = id.split(':');
  const home = path.join(root, 'sys/bus/pci/devices', address);
  put(path.join(home, 'vendor'), `0x${vendor}\n`);
  put(path.join(home, 'device'), `0x${device}\n`);
  put(path.join(home, 'class'), '0x010601\n');
}

/** The kernel's sysfs file of the serial, by kind of disk; SCSI's vital product data page 0x80 has a header of four bytes. */
function serialFiles({ name, serial, wwid }: FakeDisk): Record<string, string> {
  const files: Record<string, string> = {};
  if (name.startsWith('vd')) {
    files.serial = `${serial ?? ''}`;
  } else if (/^(nvme|mmcblk)/.test(name)) {
    if (serial !== undefined) files['device/serial'] = `${serial}\n`;
    if (wwid) files.wwid = `${wwid}\n`;
  } else {
    if (serial !== undefined) files['device/vpd_pg80'] = `\0\x80\0${String.fromCharCode(serial.length)}${serial}`;
    if (wwid) files['device/wwid'] = `${wwid}\n`;
  }
  return files;
}

function addDisk(root: string, disk: FakeDisk, index: number): void {
  const { name, bytes = 12 * MiB, at = `pci0000:00/0000:00:17.0/ata${index + 1}/host${index}` } = disk;
  const parent = path.join(root, 'sys/devices', at);
  const home = path.join(parent, 'block', name);
  mkdirSync(home, { recursive: true });
  if (disk.usbSerial) {
    put(path.join(path.dirname(parent), 'serial'), `${disk.usbSerial}\n`);
    put(path.join(path.dirname(parent), 'idVendor'), '0781\n');
  }
  symlinkSync('../..', path.join(home, 'device'));
  const numbers = { major: 8 + index, minor: index * 16 };
  const files: Record<string, string> = {
    size: `${(disk.saysBytes ?? bytes) / 512}\n`,
    ro: `${disk.readOnly ? 1 : 0}\n`,
    removable: `${disk.removable ? 1 : 0}\n`,
    hidden: `${disk.hidden ? 1 : 0}\n`,
    dev: `${numbers.major}:${numbers.minor}\n`,
    'queue/logical_block_size': '512\n',
    ...serialFiles(disk),
  };
  disk.partitions?.forEach((partition, place) => {
    files[`${partition}/partition`] = `${place + 1}\n`;
    files[`${partition}/dev`] = `${numbers.major}:${numbers.minor + place + 1}\n`;
  });
  for (const missing of disk.without ?? []) delete files[missing];
  for (const [file, content] of Object.entries(files)) put(path.join(home, file), content);
  for (const held of [name, ...(disk.partitions ?? [])]) {
    const folder = held === name ? home : path.join(home, held);
    if (disk.without?.includes(`${held}/holders`)) continue;
    mkdirSync(path.join(folder, 'holders'), { recursive: true });
    for (const holder of disk.holders?.[held] ?? []) writeFileSync(path.join(folder, 'holders', holder), '');
  }
  symlinkSync(path.join('../devices', at, 'block', name), path.join(root, 'sys/block', name));
  const file = openSync(path.join(root, 'dev', name), 'w');
  ftruncateSync(file, bytes);
  for (const [offset, content] of Object.entries(disk.content ?? {})) {
    const data = Buffer.from(content as string);
    writeSync(file, data, 0, data.length, Number(offset));
  }
  closeSync(file);
  const hex = `${numbers.major.toString(16)}:${numbers.minor.toString(16)}`;
  put(path.join(root, 'tmp', `node.${name}`), `${disk.node ?? `block special file ${hex}`}\n`);
}

/** A digest of every disk's bytes, by name. */
export function diskDigests({ root }: LiveRoot): Record<string, string> {
  const names = readdirSync(path.join(root, 'sys/block')).sort();
  return Object.fromEntries(
    names.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(path.join(root, 'dev', name)))
        .digest('hex'),
    ]),
  );
}
